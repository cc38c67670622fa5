/**
 * Whether the store answers. After a flush that failed, newcomers are refused at once for a moment, then one after another may try
 * again; the first that succeeds opens the doors. So an outage costs no memory and ends by itself.
 */
import { domainCode } from "../errors.ts";

export interface StoreState {
  readonly away: boolean;
  /** After each flush: the cause when its senders are told to try again, else null. */
  saw(away: unknown | null): void;
  /** True when a request may go on to the store. */
  mayTry(): boolean;
}

const TRY_AGAIN_MS = 250;

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export function createStoreState(log: Log): StoreState {
  let awaySinceMs: number | null = null;
  let closed = false;
  return {
    get away() {
      return awaySinceMs !== null;
    },
    saw(cause) {
      if (cause === null) {
        if (awaySinceMs !== null)
          log.info({ awayMs: Math.round(performance.now() - awaySinceMs) }, "the store is back");
        awaySinceMs = null;
        closed = false;
        return;
      }
      if (domainCode(cause) !== "UNAVAILABLE") {
        // One odd request must not shut the doors to the others.
        log.error({ error: cause }, "a flush failed; its senders are told to try again");
        return;
      }
      if (awaySinceMs === null)
        log.warn({ error: cause }, "the store cannot be reached; senders are told to try again");
      awaySinceMs ??= performance.now();
      closed = true;
      setTimeout(() => {
        closed = false;
      }, TRY_AGAIN_MS).unref();
    },
    mayTry: () => !closed,
  };
}
