/** A listening socket of ingest: where it listens and how it is shut. A port that is taken is named in one sentence. */
import type { AddressInfo, Server } from "node:net";
import { DomainError } from "../errors.ts";

export interface Door {
  readonly port: number;
  /** Takes nothing new, lets answers go out, ends what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Listens. Throws CONFLICT when the port is taken, INVALID when the address is not ours. */
export function listen(
  server: Server,
  host: string,
  port: number,
  setting: string,
  close: (graceMs: number) => Promise<void>,
): Promise<Door> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(cannotListen(cause.code, host, port, setting, cause)),
    );
    server.listen(port, host, () => resolve({ port: (server.address() as AddressInfo).port, close }));
  });
}

export function cannotListen(
  code: string | undefined,
  host: string,
  port: number,
  setting: string,
  cause: unknown,
): DomainError {
  if (code === "EADDRINUSE") {
    return new DomainError("CONFLICT", `Port ${port} is taken; stop what uses it, or set ${setting} to another.`, {
      cause,
    });
  }
  return new DomainError(
    "INVALID",
    `Chronoscope cannot listen on ${host}:${port} (${code ?? String(cause)}); check CHRONOSCOPE_HOST and ${setting}.`,
    { cause },
  );
}
