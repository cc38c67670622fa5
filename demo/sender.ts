/**
 * Sends export requests to an OTLP/HTTP door, as the exporters of SDKs do: protobuf, several in flight, and patience.
 * 429 and 503 are tried again after `Retry-After`, a lost connection after a growing pause; any other refusal is final and counted.
 * Errors: `send` throws only when `signal` is aborted.
 */
import { Agent, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { setTimeout as pause } from "node:timers/promises";

export type Signal = "traces" | "metrics" | "logs";

export interface SenderOptions {
  readonly endpoint: string;
  /** Sent as a bearer token; null where the door asks for none. */
  readonly token: string | null;
  readonly signal: AbortSignal;
  /** Added where nothing answers: what to do, when nothing here starts the product. */
  readonly whenAway?: string;
  /** Told once for each kind of trouble. */
  readonly say: (sentence: string) => void;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

const RETRY = new Set([429, 502, 503, 504]);
const MOST_PAUSE_MS = 5_000;

/** For programs that send into a product that runs. */
export function mustRun(endpoint: string): string {
  const { port, protocol } = new URL(endpoint);
  const tried = port || (protocol === "https:" ? "443" : "80");
  return `Chronoscope must be running: \`npm start\` in another terminal. Port ${tried} is tried; where its OTLP/HTTP port is another, set OTLP_HTTP_PORT or give --endpoint URL.`;
}

export class Sender {
  bytes = 0;
  requests = 0;
  refused = 0;
  retried = 0;
  private readonly agent: Agent;
  private readonly secure: boolean;
  private readonly said = new Set<string>();

  constructor(private readonly options: SenderOptions) {
    this.secure = options.endpoint.startsWith("https:");
    const pool = { keepAlive: true, maxSockets: 8 };
    this.agent = this.secure ? new SecureAgent(pool) : new Agent(pool);
  }

  /** Sends one request until it is acknowledged or refused for good. */
  async send(signal: Signal, body: Uint8Array): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      this.options.signal.throwIfAborted();
      const answer = await this.post(signal, body).catch((error: Error) => error);
      if (answer instanceof Error) {
        const { endpoint, whenAway = "" } = this.options;
        this.sayOnce("lost", `cannot reach ${endpoint} (${answer.message}); trying again. ${whenAway}`.trim());
      } else if (answer.status === 200) {
        this.bytes += body.length;
        this.requests++;
        if (answer.body.length > 0) this.sayOnce("partial", `some ${signal} were refused: ${readable(answer.body)}`);
        return true;
      } else if (!RETRY.has(answer.status)) {
        this.refused++;
        this.sayOnce(`${answer.status}`, `${signal} were refused with ${answer.status}: ${readable(answer.body)}`);
        return false;
      }
      this.retried++;
      const asked = answer instanceof Error ? Number.NaN : Number(answer.retryAfter) * 1000;
      const wait = Number.isFinite(asked) ? asked : Math.min(MOST_PAUSE_MS, 100 * 2 ** attempt);
      await pause(Math.max(wait, 20), undefined, { signal: this.options.signal });
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private post(signal: Signal, body: Uint8Array): Promise<Answer> {
    const { endpoint, token } = this.options;
    const headers: Record<string, string | number> = {
      "content-type": "application/x-protobuf",
      "content-length": body.length,
      "user-agent": "OTel-OTLP-Exporter-Chronoscope-Demo/1",
    };
    if (token) headers.authorization = `Bearer ${token}`;
    return new Promise((resolve, reject) => {
      const open = this.secure ? secureRequest : request;
      const outgoing = open(
        new URL(`/v1/${signal}`, endpoint),
        { method: "POST", headers, agent: this.agent, signal: this.options.signal },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on("data", (part: Buffer) => parts.push(part));
          incoming.on("error", reject);
          incoming.on("end", () => {
            const retryAfter = incoming.headers["retry-after"];
            resolve({ status: incoming.statusCode ?? 0, retryAfter, body: Buffer.concat(parts) });
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  private sayOnce(kind: string, sentence: string): void {
    if (this.said.has(kind)) return;
    this.said.add(kind);
    this.options.say(sentence);
  }
}

/** The words in a protobuf answer. */
function readable(body: Buffer): string {
  return body
    .toString("utf8")
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim()
    .slice(0, 300);
}
