"use client";
/** Who is told about alerts: receivers, the routes to them, what keeps them quiet, all of it as Alertmanager's YAML, and what was sent. */
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { formatInstant } from "../../format/formatInstant.ts";
import { AsyncPanel } from "../../shell/AsyncPanel.tsx";
import { Verdict } from "../../shell/Verdict.tsx";
import { usePageCrumbs } from "../../state/pageCrumbs.ts";
import { useZone } from "../../state/usePreference.tsx";
import { AlertsSkeleton } from "../AlertsSkeleton.tsx";
import { AlertTabs } from "../AlertTabs.tsx";
import { DeliveriesPart } from "./DeliveriesPart.tsx";
import { ReceiversPart } from "./ReceiversPart.tsx";
import { RoutingPart } from "./RoutingPart.tsx";
import { settingsSentence } from "./settingsSentence.ts";
import { type Settings, useSettings } from "./useNotifications.ts";
import { YamlPart } from "./YamlPart.tsx";

const CRUMBS = [{ text: "Notifications" }];
const PARTS = ["receivers", "routing", "deliveries", "yaml"] as const;
const PART_NAMES: Readonly<Record<(typeof PARTS)[number], string>> = {
  receivers: "Receivers",
  routing: "Routing and quiet times",
  deliveries: "What was sent",
  yaml: "As YAML",
};

export function NotificationsScreen() {
  usePageCrumbs(CRUMBS);
  return (
    <AsyncPanel query={useSettings()} what="who is told" skeleton={<AlertsSkeleton rows={4} filters={false} />}>
      {(settings) => <Notifications settings={settings} />}
    </AsyncPanel>
  );
}

function Notifications({ settings }: { settings: Settings }) {
  const [part, setPart] = useQueryState(
    "part",
    parseAsStringLiteral(PARTS).withDefault("receivers").withOptions({ history: "push" }),
  );
  const zone = useZone();
  const { kind, sentence, why, look } = settingsSentence(settings, (ms) => formatInstant(ms, zone, "dayMinute"));
  return (
    <div className="flex min-h-full flex-col">
      <Verdict
        kind={kind}
        sentence={sentence}
        why={why}
        actions={
          look !== null &&
          part !== look && (
            <button type="button" className="btn" onClick={() => void setPart(look)}>
              {look === "routing" ? "See the routing" : "See what was sent"}
            </button>
          )
        }
      />
      <AlertTabs />
      {settings.problems.length > 0 && (
        <ul className="border-line border-b bg-warn-tint px-(--pad) py-1.5 text-12">
          {settings.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <div className="px-(--pad) py-2.5">
        <fieldset className="seg max-w-full phone:overflow-x-auto">
          <legend className="sr-only">Part</legend>
          {PARTS.map((one) => (
            <button
              key={one}
              type="button"
              className="whitespace-nowrap"
              aria-pressed={one === part}
              onClick={() => void setPart(one === "receivers" ? null : one)}
            >
              {PART_NAMES[one]}
            </button>
          ))}
        </fieldset>
      </div>
      {part === "receivers" && <ReceiversPart settings={settings} />}
      {part === "routing" && <RoutingPart settings={settings} />}
      {part === "deliveries" && <DeliveriesPart settings={settings} />}
      {part === "yaml" && <YamlPart settings={settings} />}
    </div>
  );
}
