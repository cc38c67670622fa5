/** E-mail over real conversations with a small mail server: what arrives, what is refused, and who never answers. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { NOON_MS } from "../testing/builders.ts";
import { type DeliveryOptions, deliver, type OutgoingMessage } from "./deliver.ts";
import type { EmailIntegration } from "./smtpSend.ts";

interface Conversation {
  readonly lines: string[];
  /** What came between DATA and the dot. */
  readonly mail: string[];
}
/** Its answer to a line; null to say nothing. */
type Answer = (line: string) => string | null;

const COURTESY: Answer = (line) => {
  if (/^EHLO/.test(line)) return "250-mail.example.com\r\n250 AUTH PLAIN";
  if (/^AUTH/.test(line)) return "235 welcome";
  if (/^DATA/.test(line)) return "354 go on";
  return /^QUIT/.test(line) ? "221 bye" : "250 ok";
};
let server: Server | null = null;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

async function mailServer(
  answer: Answer = COURTESY,
  greeting: string | null = "220 mail.example.com",
): Promise<{ url: string; said: Conversation }> {
  const said: Conversation = { lines: [], mail: [] };
  server = createServer((socket) => {
    sockets.add(socket);
    let inMail = false;
    socket.on("error", () => undefined);
    if (greeting !== null) socket.write(`${greeting}\r\n`);
    createInterface({ input: socket }).on("line", (line) => {
      if (inMail && line !== ".") return void said.mail.push(line);
      const response = inMail ? "250 taken" : answer(line);
      inMail = line === "DATA" && response?.startsWith("354") === true;
      said.lines.push(line);
      if (response !== null) socket.write(`${response}\r\n`);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, said };
}

const PNG = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
const message: OutgoingMessage = {
  notification: {
    receiver: "ops",
    groupKey: "{}:{}",
    groupLabels: {},
    status: "firing",
    alerts: [
      {
        ...{ fingerprint: "f", status: "firing", startsMs: NOON_MS, endsMs: null, path: "/alerts/f?at=x" },
        labels: { alertname: "Checkout\r\nBcc: everybody@example.com", severity: "page" },
        annotations: { summary: "Prüfung schlägt fehl" },
      },
    ],
  },
  evidence: new Map(),
  picture: { png: async () => PNG, words: "A chart", path: "/chart.png" },
};
const options: DeliveryOptions = {
  consoleUrl: "https://console.example.com",
  allow: ["127.0.0.0/8"],
  deliveryId: "msg_7",
  nowMs: NOON_MS,
  timeoutMs: 2_000,
};
const emailTo = (url: string, more: Partial<EmailIntegration> = {}): EmailIntegration => ({
  kind: "email",
  sendResolved: true,
  to: ["ops@example.com", "boss@example.com"],
  from: "chronoscope@example.com",
  server: url,
  username: null,
  password: null,
  ...more,
});

describe("e-mail", () => {
  it("arrives with its subject, both texts and the picture, and nothing slips into its head", async () => {
    const { url, said } = await mailServer();
    expect(await deliver(emailTo(url), message, options)).toEqual({ kind: "sent" });
    expect(said.lines).toContain("MAIL FROM:<chronoscope@example.com>");
    expect(said.lines.filter((line) => line.startsWith("RCPT"))).toEqual([
      "RCPT TO:<ops@example.com>",
      "RCPT TO:<boss@example.com>",
    ]);
    const mail = said.mail.join("\r\n");
    const head = mail.slice(0, mail.indexOf("\r\n\r\n"));
    expect(head).toMatch(/^Message-ID: <msg_7@console\.example\.com>$/im);
    expect(head).toMatch(/^Auto-Submitted: auto-generated$/im);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(mail).toMatch(/Content-Type: text\/html/);
    expect(mail).toMatch(/Content-Type: image\/png/);
    expect(mail).toContain(Buffer.from(PNG).toString("base64").slice(0, 60));
  });

  it("arrives without a picture that cannot be drawn", async () => {
    const { url, said } = await mailServer();
    const png = async () => Promise.reject(new Error("no ink"));
    const undrawn = { ...message, picture: { png, words: "A chart", path: "/chart.png" } };
    expect(await deliver(emailTo(url), undrawn, options)).toEqual({ kind: "sent" });
    expect(said.mail.join("")).not.toMatch(/image\/png|cid:/);
  });

  it("enters with the password that is saved, on this machine", async () => {
    const { url, said } = await mailServer();
    expect(await deliver(emailTo(url, { username: "me", password: "pass" }), message, options)).toEqual({
      kind: "sent",
    });
    const plain = Buffer.from("\0me\0pass").toString("base64");
    expect(said.lines).toContain(`AUTH PLAIN ${plain}`);
  });

  it("is given up where the server says never, tried again where it says not now", async () => {
    const never = await mailServer((line) => (line.startsWith("RCPT") ? "550 no such user" : COURTESY(line)));
    expect(await deliver(emailTo(never.url), message, options)).toMatchObject({
      kind: "dead",
      why: expect.stringMatching(/answered 550/),
    });
    const busy = await mailServer((line) => (line.startsWith("MAIL") ? "451 try later" : COURTESY(line)));
    expect(await deliver(emailTo(busy.url), message, options)).toMatchObject({
      kind: "retry",
      why: expect.stringMatching(/answered 451/),
    });
    const closed = await mailServer((line) => (line.startsWith("AUTH") ? "535 secret no" : COURTESY(line)));
    const refused = await deliver(emailTo(closed.url, { username: "me", password: "secret" }), message, options);
    expect(refused).toMatchObject({
      kind: "dead",
      why: expect.stringMatching(/did not take the user name and password/),
    });
    expect(JSON.stringify(refused)).not.toContain("secret");
  });

  it("says who refused it while others took it, and goes again to those alone", async () => {
    const refusing = (code: string) => (line: string) => (line.startsWith("RCPT TO:<boss") ? code : COURTESY(line));
    const never = await mailServer(refusing("550 no such user"));
    expect(await deliver(emailTo(never.url), message, options)).toEqual({
      kind: "sent",
      refused: ["boss@example.com"],
      note: expect.stringMatching(/refused boss@example\.com \(550\) and took it for ops@example\.com\.$/),
    });
    const later = await mailServer(refusing("451 grey"));
    expect(await deliver(emailTo(later.url), message, options)).toMatchObject({
      kind: "retry",
      refused: ["boss@example.com"],
      why: expect.stringMatching(/boss@example\.com \(451\)/),
    });
    const rest = { ...message, only: ["boss@example.com"] };
    expect(await deliver(emailTo(later.url), rest, options)).toMatchObject({ kind: "retry", refused: rest.only });
    expect(await deliver(emailTo(never.url), rest, options)).toMatchObject({ kind: "sent", refused: rest.only });
    const willing = await mailServer();
    expect(await deliver(emailTo(willing.url), rest, options)).toEqual({ kind: "sent" });
    expect(willing.said.lines.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<boss@example.com>"]);
  });

  it("does not wait for a server that says nothing, from the start or in the middle", async () => {
    const quick = { ...options, timeoutMs: 300 };
    const silent = await mailServer(COURTESY, null);
    expect(await deliver(emailTo(silent.url), message, quick)).toMatchObject({ kind: "retry" });
    const stuck = await mailServer((line) => (line.startsWith("DATA") ? null : COURTESY(line)));
    expect(await deliver(emailTo(stuck.url), message, quick)).toMatchObject({ kind: "retry" });
  });

  it("goes to no inner address without leave, and to nothing but mail servers", async () => {
    const { url, said } = await mailServer();
    expect(await deliver(emailTo(url), message, { ...options, allow: [] })).toMatchObject({
      kind: "dead",
      why: expect.stringMatching(/not public/),
    });
    expect(await deliver(emailTo("smtp://2130706433:25"), message, { ...options, allow: [] })).toMatchObject({
      kind: "dead",
    });
    expect(await deliver(emailTo("gopher://example.com"), message, options)).toMatchObject({ kind: "dead" });
    expect(said.lines).toEqual([]);
  });
});
