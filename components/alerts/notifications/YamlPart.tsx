"use client";
/** All of it as Alertmanager's configuration: taken out as a file, or a file taken in after one has seen what becomes of it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatCountOf } from "../../format/formatNumbers.ts";
import { CopyButton } from "../../shell/CopyButton.tsx";
import { useClock } from "../../state/clock.tsx";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { KIND_NAMES } from "./deliveryWords.ts";
import { type Settings, useSettingsChanges } from "./useNotifications.ts";

export function YamlPart({ settings }: { settings: Settings }) {
  const trpc = useTRPC();
  const { live, endMs } = useClock();
  const { data } = useQuery(trpc.notifications.yaml.queryOptions(live ? {} : { atMs: endMs }));
  return (
    <div className="grid flex-1 border-line border-t wide:grid-cols-2">
      <section aria-label="Take out" className="min-w-0 px-(--pad) pb-4">
        <div className="sec px-0">
          <h2>As a file</h2>
          <span className="sec-sub">secrets are left out</span>
          <span className="ml-auto">{data && <CopyButton text={data.yaml} what="configuration" />}</span>
        </div>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
          tabIndex={0}
          className="mono max-h-[56vh] overflow-auto rounded-6 border border-line bg-surface p-3 text-12"
        >
          {data?.yaml ?? " "}
        </pre>
      </section>
      <TakeIn revision={settings.revision} />
    </div>
  );
}

function TakeIn({ revision }: { revision: number }) {
  const trpc = useTRPC();
  const { live } = useClock();
  const [yaml, setYaml] = useState("");
  const look = useMutation(trpc.notifications.importPreview.mutationOptions());
  const { importYaml } = useSettingsChanges(() => {
    setYaml("");
    look.reset();
  });
  const error = look.error ?? importYaml.error;
  return (
    <section aria-label="Take in" className="min-w-0 border-line px-(--pad) pb-4 wide:border-l phone:border-t">
      <div className="sec px-0">
        <h2>From a file</h2>
        <span className="sec-sub">an alertmanager.yml; it replaces what is here</span>
      </div>
      <textarea
        aria-label="An Alertmanager configuration"
        rows={14}
        spellCheck={false}
        className="field mono h-auto w-full py-2 text-12"
        placeholder={"route:\n  receiver: ops\nreceivers:\n  - name: ops\n    webhook_configs:\n      - url: https://…"}
        value={yaml}
        disabled={!live}
        onChange={(event) => {
          setYaml(event.target.value);
          look.reset();
          importYaml.reset();
        }}
      />
      <div className="mt-2 flex flex-wrap gap-2">
        <button
          type="button"
          className={look.data?.settings ? "btn" : "btn btn-primary"}
          disabled={!live || yaml.trim() === "" || look.isPending}
          onClick={() => look.mutate({ yaml })}
        >
          See what becomes of it
        </button>
        {look.data?.settings && (
          <button
            type="button"
            className="btn btn-primary"
            disabled={importYaml.isPending}
            onClick={() => importYaml.mutate({ revision, yaml })}
          >
            Take it in
          </button>
        )}
      </div>
      <p role="alert" className="mt-2 text-12 text-fail empty:hidden">
        {error?.message}
      </p>
      {look.data && <Found found={look.data} />}
    </section>
  );
}

function Found({ found: { settings, unknown, problems } }: { found: Answers["notifications"]["importPreview"] }) {
  return (
    <div role="status" className="mt-2 flex flex-col gap-1.5 text-12">
      {problems.map((problem) => (
        <p key={problem} className="text-fail">
          {problem}
        </p>
      ))}
      {settings && (
        <>
          <p className="font-medium">
            It brings {formatCountOf(settings.receivers.length, "receiver")},{" "}
            {formatCountOf(settings.inhibitRules.length, "inhibition")} and{" "}
            {formatCountOf(settings.timeIntervals.length, "named time")}.
          </p>
          <ul className="text-ink-2">
            {settings.receivers.map(({ name, integrations }) => (
              <li key={name}>
                {name}:{" "}
                {integrations.map(({ kind, place }) => `${KIND_NAMES[kind]} ${place}`).join(", ") || "tells nobody"}
              </li>
            ))}
          </ul>
        </>
      )}
      {unknown.length > 0 && (
        <div>
          <p className="text-warn">Nothing is made of these parts of the file:</p>
          <ul className="mono text-ink-2">
            {unknown.map((path) => (
              <li key={path}>{path}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
