/**
 * A server that speaks PostgreSQL's protocol as version 14 would, as far as a start gets: greeting, SELECT 1, SHOW server_version_num.
 * For tests on machines that have no old server. Source: postgresql.org/docs/14/protocol-message-formats.html.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";

const VERSION = { text: "14.18 (Debian 14.18-1.pgdg120+1)", number: "140018" };

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
const text = (value: string) => Buffer.from(`${value}\0`);
function int(bytes: 2 | 4, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}
const READY = message("Z", Buffer.from("I"));

function greeting(): Buffer {
  const parameters = { server_version: VERSION.text, client_encoding: "UTF8", standard_conforming_strings: "on" };
  const said = Object.entries(parameters).map(([name, value]) => message("S", text(name), text(value)));
  return Buffer.concat([message("R", int(4, 0)), ...said, message("K", int(4, 1), int(4, 1)), READY]);
}

/** One row of one text column, whatever is asked. */
function answer(query: string): Buffer {
  const value = Buffer.from(/server_version_num/.test(query) ? VERSION.number : "1");
  const column = [text("server_version_num"), int(4, 0), int(2, 0), int(4, 25), int(2, -1), int(4, -1), int(2, 0)];
  return Buffer.concat([
    message("T", int(2, 1), ...column),
    message("D", int(2, 1), int(4, value.length), value),
    message("C", text("SELECT 1")),
    READY,
  ]);
}

function serve(socket: Socket, asked: string[]): void {
  let pending = Buffer.alloc(0);
  let isGreeted = false;
  socket.on("error", () => undefined);
  socket.on("data", (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      const head = isGreeted ? 1 : 0;
      const length = pending.length < head + 4 ? Number.POSITIVE_INFINITY : pending.readInt32BE(head) + head;
      if (pending.length < length) return;
      const query = pending.toString("utf8", head + 4, length - 1);
      if (isGreeted && pending[0] === 0x58) return void socket.end();
      if (isGreeted) asked.push(query);
      socket.write(isGreeted ? answer(query) : greeting());
      isGreeted = true;
      pending = pending.subarray(length);
    }
  });
}

/** Opens it on a free port of loopback. `asked` gathers the statements. */
export async function startOldPostgres(): Promise<{ url: string; asked: readonly string[]; stop(): Promise<void> }> {
  const asked: string[] = [];
  const server = createServer((socket) => serve(socket, asked));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `postgresql://me:secret@127.0.0.1:${(server.address() as AddressInfo).port}/telemetry`,
    asked,
    stop: () => new Promise((done) => void server.close(() => done())),
  };
}
