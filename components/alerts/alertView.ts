/** Alerts as the server answers them, and where they lead. */
import type { AlertExemplar } from "../../server/model/alert.ts";
import type { AlertRow as AlertView } from "../../server/routers/alertAnswer.ts";

export type { AlertView };

export const alertHref = ({ fingerprint }: Pick<AlertView, "fingerprint">) => `/alerts/${fingerprint}`;

/** Where the second click leads: the trace, opened at the span that fails, with its logs beside it. */
export const failingSpanHref = ({ traceId, spanId }: Pick<AlertExemplar, "traceId" | "spanId">) =>
  `/traces/${traceId}?span=${spanId}&panel=logs`;
