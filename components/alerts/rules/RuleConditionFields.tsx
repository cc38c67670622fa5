"use client";
/** What a rule watches: a query of PromQL with its limit, or how many log records or spans of a search there are. */
import { QueryEditor } from "../../editor/QueryEditor.tsx";
import { useServiceNames } from "../../shell/useServiceNames.ts";
import { Field, FormPart } from "./Field.tsx";
import { PairsFields } from "./PairsFields.tsx";
import { type DraftKind, type DraftTrouble, type RuleDraft, SEARCH_OPERATORS } from "./ruleDraft.ts";

export interface RuleFieldsProps {
  readonly draft: RuleDraft;
  readonly edit: (change: Partial<RuleDraft>) => void;
  /** What stands in the way, once somebody tried to save. */
  readonly trouble: DraftTrouble | null;
}

const KINDS: readonly (readonly [DraftKind, string])[] = [
  ["promql", "Metrics"],
  ["logs", "Logs"],
  ["traces", "Traces"],
];

export function RuleConditionFields({ draft, edit, trouble }: RuleFieldsProps) {
  return (
    <FormPart title="What it watches">
      <fieldset className="seg self-start">
        <legend className="sr-only">What it watches</legend>
        {KINDS.map(([kind, words]) => (
          <button key={kind} type="button" aria-pressed={draft.kind === kind} onClick={() => edit({ kind })}>
            {words}
          </button>
        ))}
      </fieldset>
      {draft.kind === "promql" ? (
        <div className="flex min-w-0 flex-col gap-1">
          <QueryEditor
            text={draft.query}
            label="Query"
            focus={false}
            change={(query) => query !== draft.query && edit({ query })}
            run={() => undefined}
            recall={() => null}
          />
          <p className={`text-11 ${trouble?.field === "query" ? "text-fail" : "text-ink-3"}`}>
            {trouble?.field === "query"
              ? trouble.words
              : "PromQL that compares with a limit, as in … > 0.05. Each series that it gives is one alert."}
          </p>
        </div>
      ) : (
        <SearchFields draft={draft} edit={edit} trouble={trouble} />
      )}
    </FormPart>
  );
}

const LOG_SEVERITIES = [
  [null, "Any"],
  [9, "INFO and worse"],
  [13, "WARN and worse"],
  [17, "ERROR and worse"],
  [21, "FATAL"],
] as const;

function SearchFields({ draft, edit, trouble }: RuleFieldsProps) {
  const { search, kind } = draft;
  const services = useServiceNames();
  const change = (next: Partial<RuleDraft["search"]>) => edit({ search: { ...search, ...next } });
  const isLogs = kind === "logs";
  return (
    <>
      <div className="grid gap-3 wide:grid-cols-2">
        <Field label="Service" hint="empty: any">
          <input
            className="field text-13"
            list="rule-services"
            autoComplete="off"
            value={search.service ?? ""}
            onChange={(event) => change({ service: event.target.value || null })}
          />
          <datalist id="rule-services">
            {services.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </Field>
        <Field label={isLogs ? "Words in the body" : "Name of the span"} hint="empty: any">
          <input
            className="field text-13"
            autoComplete="off"
            value={search.text ?? ""}
            onChange={(event) => change({ text: event.target.value || null })}
          />
        </Field>
        {isLogs ? (
          <Field label="Severity">
            <select
              className="field text-13"
              value={String(search.leastSeverity)}
              onChange={({ target }) =>
                change({ leastSeverity: target.value === "null" ? null : Number(target.value) })
              }
            >
              {LOG_SEVERITIES.map(([least, words]) => (
                <option key={words} value={String(least)}>
                  {words}
                </option>
              ))}
            </select>
          </Field>
        ) : (
          <SpanFields draft={draft} edit={edit} trouble={trouble} />
        )}
      </div>
      <PairsFields
        legend="Attributes, all of which must be so"
        what="attribute"
        pairs={search.attributes.map(({ key, value }) => ({ name: key, text: value }))}
        change={(pairs) => change({ attributes: pairs.map(({ name, text }) => ({ key: name, value: text })) })}
      />
      <CountFields draft={draft} edit={edit} trouble={trouble} />
    </>
  );
}

function SpanFields({ draft, edit, trouble }: RuleFieldsProps) {
  const { search } = draft;
  return (
    <>
      <Field
        label="Took at least"
        hint="empty: any duration"
        trouble={trouble?.field === "minDuration" ? trouble.words : null}
      >
        <input
          className="field num text-13"
          placeholder="500ms"
          value={draft.minDuration}
          onChange={(event) => edit({ minDuration: event.target.value })}
        />
      </Field>
      <label className="flex items-center gap-2 text-13">
        <input
          type="checkbox"
          checked={search.failedOnly}
          onChange={(event) => edit({ search: { ...search, failedOnly: event.target.checked } })}
        />
        Only those that failed
      </label>
    </>
  );
}

/** "Fires when there are > 10 of them within 5m." */
function CountFields({ draft, edit, trouble }: RuleFieldsProps) {
  const wrong = trouble?.field === "window" || trouble?.field === "threshold" ? trouble.words : null;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center gap-2 text-13">
        <span>There are</span>
        <select
          aria-label="How the count is compared"
          className="field px-1.5"
          value={draft.operator}
          onChange={({ target }) => edit({ operator: SEARCH_OPERATORS.find((one) => one === target.value) ?? ">" })}
        >
          {SEARCH_OPERATORS.map((operator) => (
            <option key={operator} value={operator}>
              {OPERATOR_WORDS[operator]}
            </option>
          ))}
        </select>
        <input
          aria-label="Limit of the count"
          className="field num w-20"
          inputMode="decimal"
          value={draft.threshold}
          onChange={(event) => edit({ threshold: event.target.value })}
        />
        <span>{draft.kind === "logs" ? "records" : "spans"} within</span>
        <input
          aria-label="Within how long"
          className="field num w-16"
          value={draft.window}
          onChange={(event) => edit({ window: event.target.value })}
        />
      </div>
      {wrong && (
        <span role="alert" className="text-11 text-fail">
          {wrong}
        </span>
      )}
    </div>
  );
}

const OPERATOR_WORDS = { ">": "more than", ">=": "at least", "<": "fewer than", "<=": "at most" } as const;
