/**
 * One role as a child process: started, watched, started again when it dies (with growing patience and jitter), drained when told.
 * The role says `{ ready, ports }` or `{ fatal }` over the channel; when this process dies, the channel closes and the role drains.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { DomainError } from "../errors.ts";
import { backOffMs } from "./backOff.ts";
import { asJsonLine, lineCutter } from "./logLines.ts";
import type { RoleName } from "./ports.ts";

/** A role that lived this long was well; its next death counts as the first. */
const WELL_MS = 30_000;
const BACK_OFF = { firstMs: 250, longestMs: 10_000 };
/** A role that never was ready is given up after this many ends. */
const FIRST_START_TRIES = 5;
/** Young garbage of ingest: buffers that die within a flush or two shall die there, not among what lives. */
const NODE_ARGUMENTS: Readonly<Partial<Record<RoleName, readonly string[]>>> = {
  ingest: ["--max-semi-space-size=32"],
};

export interface RoleOptions {
  readonly role: RoleName;
  /** The built entry (role.js). */
  readonly entry: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Takes JSON lines of the role. */
  readonly write: (line: string) => void;
  readonly note: (level: "info" | "warn", message: string, fields: object) => void;
  /** Called with every change of pid, so that the next supervisor can find what this one left. */
  readonly onPid: (pid: number | null) => void;
}

export interface RoleProcess {
  /** Resolves to the ports when the role is ready for the first time; rejects with its sentence when its first start fails. */
  readonly ready: Promise<Readonly<Record<string, number>>>;
  readonly pid: number | null;
  /** SIGTERM, and SIGKILL when it is not gone after `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

interface State {
  child: ChildProcess | null;
  stopping: boolean;
  timer: NodeJS.Timeout | null;
  failures: number;
}

interface Told {
  readonly ready?: string;
  readonly ports?: Record<string, number>;
  readonly fatal?: string;
  readonly code?: string | null;
}

/** The sentence with which a first start is given up; null while another try makes sense. */
function givenUp(role: RoleName, failures: number, told: Told | null): string | null {
  if (told?.fatal !== undefined && told.code !== "UNAVAILABLE") return told.fatal;
  if (failures < FIRST_START_TRIES) return null;
  return told?.fatal ?? `${role} ended ${failures} times before it was ready; its lines above say why.`;
}

function spawnRole({ role, entry, environment, write }: RoleOptions): ChildProcess {
  // The environment's are for measurements (BENCH_CPU_PROF): profiling cannot be asked for by NODE_OPTIONS.
  const more = environment.CHRONOSCOPE_NODE_ARGUMENTS?.split(" ").filter(Boolean) ?? [];
  const nodeArguments = ["--enable-source-maps", ...(NODE_ARGUMENTS[role] ?? []), ...more];
  const child = spawn(process.execPath, [...nodeArguments, entry, role], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: environment,
  });
  child.stdout?.on(
    "data",
    lineCutter((line) => write(asJsonLine(line, role, "info"))),
  );
  child.stderr?.on(
    "data",
    lineCutter((line) => write(asJsonLine(line, role, "warn"))),
  );
  return child;
}

export function superviseRole(options: RoleOptions): RoleProcess {
  const state: State = { child: null, stopping: false, timer: null, failures: 0 };
  let settle: { ready: (ports: Record<string, number>) => void; failed: (error: Error) => void } | null = null;
  const ready = new Promise<Record<string, number>>((done, failed) => {
    settle = { ready: done, failed };
  });
  const start = () => {
    const began = performance.now();
    const child = spawnRole(options);
    state.child = child;
    options.onPid(child.pid ?? null);
    let last: Told | null = null;
    child.on("message", (told: Told) => {
      last = told;
      if (told.ready === undefined) return;
      settle?.ready(told.ports ?? {});
      settle = null;
    });
    child.once("error", (error) => options.note("warn", "the role could not be spawned", { error: error.message }));
    child.once("close", (code, signal) => {
      state.child = null;
      options.onPid(null);
      if (state.stopping) return;
      state.failures = performance.now() - began > WELL_MS ? 1 : state.failures + 1;
      const sentence = settle ? givenUp(options.role, state.failures, last) : null;
      if (settle && sentence !== null) {
        settle.failed(new DomainError("UNAVAILABLE", sentence));
        return;
      }
      const waitMs = backOffMs(state.failures, BACK_OFF);
      options.note("warn", `${options.role} ended; it is started again`, { code, signal, waitMs });
      state.timer = setTimeout(start, waitMs);
    });
  };
  start();
  return {
    ready,
    get pid() {
      return state.child?.pid ?? null;
    },
    stop: (limitMs) => stopRole(state, limitMs),
  };
}

async function stopRole(state: State, limitMs: number): Promise<void> {
  state.stopping = true;
  if (state.timer) clearTimeout(state.timer);
  const { child } = state;
  if (!child) return;
  const gone = new Promise<void>((done) => child.once("close", () => done()));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), limitMs);
  await gone;
  clearTimeout(late);
}
