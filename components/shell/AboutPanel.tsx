"use client";
/** What this Chronoscope is: its doors with addresses to copy, what it keeps for how long, where that lies and how much it is. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { formatSpanOfTime } from "../format/formatDuration.ts";
import { formatInstant } from "../format/formatInstant.ts";
import { formatBytes } from "../format/formatNumbers.ts";
import { useZone } from "../state/usePreference.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { AsyncPanel } from "./AsyncPanel.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { useHostName } from "./useHostName.ts";

type About = Answers["settings"]["about"];
const REFRESH_MS = 30_000;

export function AboutPanel() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.about.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  return (
    <AsyncPanel query={query} what="this server's settings" skeleton={<div className="h-[620px]" />}>
      {(about) => (
        <>
          <Doors about={about} />
          <Kept about={about} />
          <Section title="This server">
            <Fact name="Version">
              Chronoscope {about.version}, Node {about.node.replace(/^v/, "")}
            </Fact>
            <Fact name="Data directory" copy={about.dataDir}>
              <span className="mono text-12">{about.dataDir}</span>
            </Fact>
            <Fact name="PostgreSQL" note={about.database.includes(about.dataDir) ? "its own" : "yours"}>
              <span className="mono text-12">{about.database}</span>
            </Fact>
          </Section>
        </>
      )}
    </AsyncPanel>
  );
}

function Doors({ about }: { about: About }) {
  const host = useHostName();
  const http = `http://${host}:${about.otlpHttpPort}`;
  const doors = [
    { name: "OTLP over HTTP", note: "/v1/traces, /v1/metrics, /v1/logs", address: http },
    { name: "OTLP over gRPC", note: "without TLS", address: `${host}:${about.otlpGrpcPort}` },
    { name: "Prometheus remote write", note: "1.0 and 2.0", address: `${http}/api/v1/write` },
    { name: "Prometheus's query API", note: "for Grafana", address: `http://${host}:${about.webPort}/api/prometheus` },
    { name: "Tempo's query API", note: "for Grafana", address: `http://${host}:${about.webPort}/api/tempo` },
    {
      name: "State and events",
      note: "for scripts",
      address: `http://${host}:${about.webPort}/api/state/openapi.json`,
    },
    { name: "Own metrics", note: "for Prometheus", address: `http://${host}:${about.webPort}/metrics` },
  ];
  return (
    <Section title="Doors">
      {doors.map(({ name, note, address }) => (
        <Fact key={name} name={name} note={note} copy={address}>
          <span className="mono text-12">{address}</span>
        </Fact>
      ))}
      <Fact name="Who may come in">
        {about.guarded ? "whoever has the token" : `whoever reaches ${about.host}, without a token`}
      </Fact>
    </Section>
  );
}

function Kept({ about }: { about: About }) {
  const zone = useZone();
  const budget = about.diskBudgetBytes;
  return (
    <Section title="Kept">
      <Fact name="Spans, logs, points" note="CHRONOSCOPE_RETENTION">
        {formatSpanOfTime(about.retentionMs)}, now back to {formatInstant(about.keptSinceMs, zone, "dayMinute")}
      </Fact>
      <Fact name="Series over time" note="CHRONOSCOPE_RETENTION_SERIES">
        {formatSpanOfTime(about.retentionSeriesMs)}
      </Fact>
      <Fact name="States and events" note="CHRONOSCOPE_RETENTION_STATE">
        {formatSpanOfTime(about.retentionStateMs)}
      </Fact>
      <Fact name="On disk" note={budget === null ? "no CHRONOSCOPE_DISK_BUDGET" : "of CHRONOSCOPE_DISK_BUDGET"}>
        {formatBytes(about.databaseBytes)}
        {budget !== null && ` of ${formatBytes(budget)}`}
      </Fact>
    </Section>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8 max-w-[760px] border-line border-t">
      <h2 className="pt-4 pb-1">{title}</h2>
      {children}
    </section>
  );
}

interface FactProps {
  readonly name: string;
  readonly note?: string;
  /** Text that a viewer would want elsewhere. */
  readonly copy?: string;
  readonly children: ReactNode;
}

function Fact({ name, note, copy, children }: FactProps) {
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-4 border-line-soft border-b py-1">
      <span className="font-medium">{name}</span>
      {note && <span className="text-12 text-ink-3 phone:hidden">{note}</span>}
      <span className="num ml-auto flex min-w-0 items-center gap-1.5 text-right wrap-anywhere">
        <span className="min-w-0">{children}</span>
        {copy && <CopyButton text={copy} what={name} />}
      </span>
    </div>
  );
}
