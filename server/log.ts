/**
 * Structured logs: one JSON object a line, with the role that speaks, on standard error, so that standard output keeps to the few
 * lines that programs wait for. The supervisor renders them for people when it writes to a terminal (supervisor/logLines.ts).
 */
import pino from "pino";

export type Log = pino.Logger;
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

/** A log that signs with this role. `sink` takes whole lines; default is standard error, written at once. */
export function createLog(role: string, level: LogLevel, sink?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      messageKey: "message",
      errorKey: "error",
      // Each error with its own words and its cause below: pino joins them into one sentence otherwise.
      serializers: { error: pino.stdSerializers.errWithCause },
    },
    sink ?? pino.destination({ dest: 2, sync: true }),
  );
}
