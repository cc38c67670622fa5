"use client";
/** What a new stop condition is made of: what happens, to which service, from which number on. */
import { type FormEvent, useState } from "react";
import { EVENT_KINDS } from "../../server/model/state.ts";
import { useServiceNames } from "../shell/useServiceNames.ts";
import { HEALED, parseStop, type Stop } from "./stopConditions.ts";
import { EVENT_WORDS, HEALED_WORDS } from "./stopWords.ts";

interface StopMenuProps {
  readonly add: (stop: Stop) => void;
}

type Kind = Stop["kind"] | "deploy";
const KINDS: readonly (readonly [Kind, string])[] = [
  ["fails", "a service fails"],
  ["errors", "a service fails more than …"],
  ["p95", "p95 of a service is above …"],
  ["trace", "a trace of a service has an error"],
  ["healthy", "all is healthy"],
  ["deploy", "the next deploy"],
  ["event", "the next event of a kind"],
];
const FIRST_BOUND = { errors: "5", p95: "500" } as const;

export function StopMenu({ add }: StopMenuProps) {
  const services = useServiceNames();
  const [kind, setKind] = useState<Kind>("fails");
  const [service, setService] = useState("");
  const [bound, setBound] = useState("");
  const [healed, setHealed] = useState<(typeof HEALED)[number]>("everything");
  const [event, setEvent] = useState<string>("deployed");
  const isBounded = kind === "errors" || kind === "p95";
  const needsService = isBounded || kind === "trace";
  const text = textOf({ kind, service, bound: bound || (isBounded ? FIRST_BOUND[kind] : ""), healed, event });
  const stop = parseStop(text);
  const submit = (form: FormEvent) => {
    form.preventDefault();
    if (stop) add(stop);
  };
  return (
    <form onSubmit={submit} className="flex w-72 flex-col gap-2.5 p-2" aria-label="Run until">
      <Field label="Run until">
        <Select value={kind} choose={(value) => setKind(value as Kind)} values={KINDS} />
      </Field>
      {(needsService || kind === "fails") && (
        <Field label="Service">
          <Select
            value={service}
            choose={setService}
            values={[
              ["", needsService ? "choose one" : "any of them"],
              ...services.map((name) => [name, name] as const),
            ]}
          />
        </Field>
      )}
      {isBounded && (
        <Field label={kind === "errors" ? "Failing, in % of requests" : "p95, in milliseconds"}>
          <input
            type="number"
            min={0}
            max={kind === "errors" ? 99.9 : undefined}
            step="any"
            className="field h-[28px] w-full"
            value={bound}
            placeholder={FIRST_BOUND[kind]}
            onChange={(change) => setBound(change.target.value)}
          />
        </Field>
      )}
      {kind === "healthy" && (
        <Field label="What">
          <Select
            value={healed}
            choose={(value) => setHealed(HEALED.find((one) => one === value) ?? "everything")}
            values={HEALED.map((of) => [of, HEALED_WORDS[of]])}
          />
        </Field>
      )}
      {kind === "event" && (
        <Field label="Event">
          <Select value={event} choose={setEvent} values={EVENT_KINDS.map((one) => [one, EVENT_WORDS[one]])} />
        </Field>
      )}
      <button type="submit" className="btn btn-primary justify-center" disabled={!stop || (needsService && !service)}>
        Add
      </button>
    </form>
  );
}

function textOf(form: { kind: Kind; service: string; bound: string; healed: string; event: string }): string {
  const service = encodeURIComponent(form.service);
  if (form.kind === "deploy") return "event:deployed";
  if (form.kind === "event") return `event:${form.event}`;
  if (form.kind === "healthy") return form.healed === "everything" ? "healthy" : `healthy:${form.healed}`;
  if (form.kind === "fails") return service ? `fails:${service}` : "fails";
  return form.kind === "trace" ? `trace:${service}` : `${form.kind}:${service}:${form.bound}`;
}

function Field({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is its child.
    <label className="flex flex-col gap-1 text-12 text-ink-2">
      {label}
      {children}
    </label>
  );
}

interface SelectProps {
  readonly value: string;
  readonly values: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}

function Select({ value, values, choose }: SelectProps) {
  return (
    <select className="field h-[28px] w-full" value={value} onChange={(event) => choose(event.target.value)}>
      {values.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </select>
  );
}
