"use client";
/** The fields of one route. What is left empty is as its parent has it. */
import { useState } from "react";
import type { Route } from "../../../server/model/notification.ts";
import { parseDurationText, writeDuration } from "../durationText.ts";
import { MatcherFields } from "../MatcherFields.tsx";
import { Field } from "../rules/Field.tsx";
import type { RouteNodeProps } from "./RouteNode.tsx";

interface RouteFieldsProps extends RouteNodeProps {
  readonly route: Route;
  readonly edit: (next: Partial<Route>) => void;
}

export function RouteFields({ route, edit, path, receivers, times, known }: RouteFieldsProps) {
  const isRoot = path.length === 0;
  return (
    <div className="flex flex-col gap-3 bg-surface px-(--pad) py-3">
      {!isRoot && (
        <MatcherFields
          legend="Alerts that it takes"
          matchers={route.matchers}
          change={(matchers) => edit({ matchers })}
          known={known}
        />
      )}
      <div className="grid gap-3 wide:grid-cols-2">
        <Field label="Receiver">
          <select
            className="field text-13"
            value={route.receiver ?? ""}
            onChange={({ target }) => edit({ receiver: target.value || null })}
          >
            {!isRoot && <option value="">as above</option>}
            {receivers.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <GroupBy key={path.join(".")} route={route} edit={edit} isRoot={isRoot} />
        <Length
          label="Wait for the group"
          hint="before the first message"
          of="groupWaitMs"
          {...{ route, edit, isRoot }}
        />
        <Length label="News at most every" of="groupIntervalMs" {...{ route, edit, isRoot }} />
        <Length label="Say it again every" of="repeatIntervalMs" {...{ route, edit, isRoot }} />
      </div>
      {!isRoot && times.length > 0 && (
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          <Times legend="Quiet in" of="muteTimeIntervals" {...{ route, edit, times }} />
          <Times legend="Only in" of="activeTimeIntervals" {...{ route, edit, times }} />
        </div>
      )}
      {!isRoot && (
        <label className="flex items-center gap-2 text-12">
          <input
            type="checkbox"
            checked={route.continues}
            onChange={({ target }) => edit({ continues: target.checked })}
          />
          and goes on to the routes after it
        </label>
      )}
    </div>
  );
}

type EditProps = Pick<RouteFieldsProps, "route" | "edit">;

function GroupBy({ route, edit, isRoot }: EditProps & { isRoot: boolean }) {
  const [text, setText] = useState(route.groupBy?.join(", ") ?? "");
  return (
    <Field
      label="One message for each"
      hint={isRoot ? "labels; ... tells each alert alone" : "labels; empty: as above; ... tells each alert alone"}
    >
      <input
        className="field mono text-12"
        placeholder={isRoot ? "" : "as above"}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          const labels = target.value
            .split(",")
            .map((one) => one.trim())
            .filter(Boolean);
          edit({ groupBy: labels.length > 0 || isRoot ? labels : null });
        }}
      />
    </Field>
  );
}

interface LengthProps extends EditProps {
  readonly label: string;
  readonly hint?: string;
  readonly of: "groupWaitMs" | "groupIntervalMs" | "repeatIntervalMs";
  readonly isRoot: boolean;
}

function Length({ label, hint, of, route, edit, isRoot }: LengthProps) {
  const saved = route[of];
  const [text, setText] = useState(saved === null ? "" : writeDuration(saved));
  const ms = parseDurationText(text);
  return (
    <Field label={label} hint={hint} trouble={ms === null ? "a length of time, as 5m" : null}>
      <input
        className="field num text-13"
        placeholder={isRoot ? "" : "as above"}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          const next = target.value.trim() === "" ? null : parseDurationText(target.value);
          if (next !== null || target.value.trim() === "") edit({ [of]: next });
        }}
      />
    </Field>
  );
}

interface TimesProps extends EditProps {
  readonly legend: string;
  readonly of: "muteTimeIntervals" | "activeTimeIntervals";
  readonly times: readonly string[];
}

function Times({ legend, of, route, edit, times }: TimesProps) {
  const chosen = route[of];
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="float-left mr-2 text-12 text-ink-2">{legend}</legend>
      {times.map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          aria-pressed={chosen.includes(name)}
          onClick={() =>
            edit({ [of]: chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name] })
          }
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
