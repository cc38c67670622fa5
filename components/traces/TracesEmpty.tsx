"use client";
/** No trace at all in the window: what would be here, and how to send one to this very server. */
import { useEffect, useState } from "react";
import { CopyButton } from "../shell/CopyButton.tsx";
import { EmptyNotice } from "../shell/EmptyNotice.tsx";

const OTLP_HTTP_PORT = 4318;

export function TracesEmpty() {
  const [host, setHost] = useState("127.0.0.1");
  useEffect(() => setHost(window.location.hostname), []);
  const snippet = `export OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}:${OTLP_HTTP_PORT}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_SERVICE_NAME=my-service`;
  return (
    <EmptyNotice title="No traces arrived in this window.">
      <p>
        Traces sent by OTLP stand here, newest first, within a second. Look at a longer window, or point an
        OpenTelemetry SDK here:
      </p>
      <div className="relative mt-3 max-w-[560px] rounded-6 border border-line bg-surface">
        <span className="absolute top-1.5 right-1.5">
          <CopyButton text={snippet} what="settings" />
        </span>
        <pre className="mono overflow-x-auto p-3 text-12">{snippet}</pre>
      </div>
      <p className="mt-3">
        Or see the product with a shop of its own: <span className="mono">npm run demo</span>.
      </p>
    </EmptyNotice>
  );
}
