"use client";
/** How to send telemetry here, how the console looks to this viewer, and what this Chronoscope is. */
import type { ReactNode } from "react";
import { usePreference, useZone } from "../state/usePreference.tsx";
import { AboutPanel, Section } from "./AboutPanel.tsx";
import { AccessTokens } from "./AccessTokens.tsx";
import { ConnectSnippets } from "./ConnectSnippets.tsx";

export function SettingsScreen() {
  const [theme, setTheme] = usePreference("theme");
  const [zone, setZone] = usePreference("zone");
  const zoneName = useZone();
  return (
    <div className="px-(--pad) pt-3.5 pb-10">
      <h1 className="font-semibold text-18 leading-[26px] tracking-[-0.014em]">Point your services here</h1>
      <p className="mb-4 text-14 text-ink-2">
        Traces, metrics and logs over OTLP. What arrives is on the screen within a second.
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-x-12 min-[1200px]:grid-cols-[minmax(0,720px)_minmax(0,560px)]">
        <div>
          <ConnectSnippets />
          <Section title="Appearance">
            <Choice
              name="Theme"
              note="The system's own unless you choose"
              options={THEMES}
              value={theme}
              choose={setTheme}
            />
            <Choice
              name="Times"
              note={zone === "utc" ? "In UTC everywhere; Z switches" : `In ${zoneName}; Z switches`}
              options={ZONES}
              value={zone}
              choose={setZone}
            />
          </Section>
          <AccessTokens />
        </div>
        <div className="min-[1200px]:-mt-8">
          <AboutPanel />
        </div>
      </div>
    </div>
  );
}

const THEMES = [
  ["system", "System"],
  ["dark", "Dark"],
  ["light", "Light"],
] as const;
const ZONES = [
  ["local", "Your zone"],
  ["utc", "UTC"],
] as const;

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly note: ReactNode;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ name, note, options, value, choose }: ChoiceProps<T>) {
  return (
    <div className="flex min-h-11 items-center gap-4 border-line-soft border-b">
      <span className="font-medium">{name}</span>
      <span className="text-12 text-ink-3 phone:hidden">{note}</span>
      <fieldset className="seg ml-auto">
        <legend className="sr-only">{name}</legend>
        {options.map(([id, label]) => (
          <button key={id} type="button" aria-pressed={id === value} onClick={() => choose(id)}>
            {label}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
