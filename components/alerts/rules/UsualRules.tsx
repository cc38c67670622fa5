"use client";
/** What people watch most, to begin a rule with: each fills in the form, and is tried at once. */
import { Plus } from "lucide-react";
import type { RuleDraft } from "./ruleDraft.ts";

const CALLS = 'traces_span_metrics_calls_total{span_kind="SPAN_KIND_SERVER"';
const DURATIONS = 'traces_span_metrics_duration_seconds{span_kind="SPAN_KIND_SERVER"}';
const NONE = { service: null, text: null, leastSeverity: null, failedOnly: false, minDurationMs: null, attributes: [] };

const USUAL: readonly (readonly [title: string, draft: Partial<RuleDraft>])[] = [
  [
    "A service fails more than 5 % of its requests",
    {
      kind: "promql",
      query: `sum by (service_name) (rate(${CALLS},status_code="STATUS_CODE_ERROR"}[5m]))\n  / sum by (service_name) (rate(${CALLS}}[5m])) > 0.05`,
      name: "ServiceErrors",
      summary: "{{ $labels.service_name }} fails {{ $value | humanizePercentage }} of requests",
      severity: "page",
    },
  ],
  [
    "A service is slower than a second for one request in twenty",
    {
      kind: "promql",
      query: `histogram_quantile(0.95, sum by (service_name) (rate(${DURATIONS}[5m]))) > 1`,
      name: "ServiceSlow",
      summary: "{{ $labels.service_name }} p95 is {{ $value | humanizeDuration }}",
    },
  ],
  [
    "A service that was called is called no more",
    {
      kind: "promql",
      query: `sum by (service_name) (rate(${CALLS}}[5m])) == 0\n  and sum by (service_name) (rate(${CALLS}}[1h] offset 10m)) > 0.1`,
      name: "ServiceSilent",
      summary: "{{ $labels.service_name }} gets no requests any more",
      hold: "5m",
    },
  ],
  [
    "More than 50 errors are logged within five minutes",
    {
      kind: "logs",
      search: { ...NONE, leastSeverity: 17 },
      operator: ">",
      threshold: "50",
      window: "5m",
      name: "LoggedErrors",
      summary: "{{ $value }} errors were logged within 5 minutes",
    },
  ],
];

export function UsualRules({ begin }: { begin: (draft: Partial<RuleDraft>) => void }) {
  return (
    <div className="border-line-soft border-b">
      <h3 className="px-(--pad) pb-1.5 font-medium text-12 text-ink-2">Or begin with what people watch most</h3>
      {USUAL.map(([title, draft]) => (
        <button
          key={title}
          type="button"
          onClick={() => begin(draft)}
          className="flex w-full items-center gap-2.5 border-line-soft border-t px-(--pad) py-1.5 text-left hover:bg-surface focus-visible:outline-offset-[-2px]"
        >
          <Plus size={13} strokeWidth={1.75} aria-hidden="true" className="flex-none text-ink-3" />
          {title}
        </button>
      ))}
    </div>
  );
}
