"use client";
/** What the SLO is (labels, owner, file, what is counted), what can be done with it, and who changed what when. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Copy, Download, Pencil, Power, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { SloAnswer, SloRevision } from "../../server/routers/sloAnswer.ts";
import { formatAgo, formatInstant } from "../format/formatInstant.ts";
import { ClockLink } from "../shell/ClockLink.tsx";
import { useGo } from "../shell/useGo.ts";
import { useClock } from "../state/clock.tsx";
import { useZone } from "../state/usePreference.tsx";
import { useTRPC } from "../trpc/client.tsx";
import { ConfirmDelete } from "./ConfirmDelete.tsx";
import { downloadText } from "./downloadText.ts";
import { revisionWords } from "./revisionWords.ts";
import { editHref } from "./sloColumns.tsx";

export function SloDefinitionPanel({ answer }: { answer: SloAnswer }) {
  const { slo, author, savedMs } = answer;
  const zone = useZone();
  const { nowMs } = useClock();
  return (
    <div className="grid wide:grid-cols-2">
      <section aria-label="Definition" className="min-w-0 pb-4">
        <div className="sec">
          <h2>Definition</h2>
          <span className="sec-sub" suppressHydrationWarning>
            {author === "anybody" ? "saved" : `by ${author},`} {formatAgo(savedMs, nowMs, zone)}
          </span>
        </div>
        <dl className="grid grid-cols-[110px_minmax(0,1fr)] gap-x-4 gap-y-1 px-(--pad)">
          {slo.description && <Fact name="Why">{slo.description}</Fact>}
          <Fact name="Name">
            <span className="mono">{slo.name}</span>
          </Fact>
          <Fact name="Service">
            {slo.service ? (
              <ClockLink className="link" href={`/services/${encodeURIComponent(slo.service)}`}>
                {slo.service}
              </ClockLink>
            ) : (
              "none"
            )}
          </Fact>
          <Fact name="Owner">{slo.owner || "nobody"}</Fact>
          {Object.keys(slo.labels).length > 0 && (
            <Fact name="Labels">
              <span className="flex flex-wrap gap-1">
                {Object.entries(slo.labels).map(([key, value]) => (
                  <span key={key} className="chip mono max-w-full" title={`${key}=${value}`}>
                    <span className="truncate">
                      {key}={value}
                    </span>
                  </span>
                ))}
              </span>
            </Fact>
          )}
          {slo.file !== null && (
            <Fact name="File">
              <span className="mono wrap-anywhere">{slo.file}</span>
            </Fact>
          )}
        </dl>
        <Actions answer={answer} />
      </section>
      <Revisions id={slo.id} zone={zone} />
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-12 text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Actions({ answer }: { answer: SloAnswer }) {
  const { slo } = answer;
  const { live } = useClock();
  const trpc = useTRPC();
  const client = useQueryClient();
  const go = useGo();
  const [isDeleting, setDeleting] = useState(false);
  const anew = () => client.invalidateQueries(trpc.slos.pathFilter());
  const enable = useMutation(trpc.slos.enable.mutationOptions({ onSuccess: anew }));
  const clone = useMutation(
    trpc.slos.clone.mutationOptions({
      onSuccess: async ({ id }) => {
        await anew();
        go(editHref(id));
      },
    }),
  );
  const remove = useMutation(
    trpc.slos.delete.mutationOptions({
      onSuccess: async () => {
        go("/slos");
        await anew();
      },
    }),
  );
  const download = async (format: "openslo" | "prometheus", file: string) => {
    const exported = await client.fetchQuery(trpc.slos.export.queryOptions({ id: slo.id, atMs: answer.atMs, format }));
    downloadText(file, exported.text);
  };
  const isOwn = live && slo.file === null;
  const failed = enable.error ?? clone.error;
  return (
    <div className="flex flex-wrap gap-2 px-(--pad) pt-3">
      {isOwn && (
        <ClockLink className="btn btn-sm" href={editHref(slo.id)}>
          <Pencil size={12} strokeWidth={1.75} aria-hidden="true" />
          Edit
        </ClockLink>
      )}
      <Act icon={Copy} disabled={!live || clone.isPending} run={() => clone.mutate({ id: slo.id })}>
        Clone
      </Act>
      <Act icon={Download} run={() => download("openslo", `${slo.name}.yaml`)}>
        OpenSLO
      </Act>
      <Act icon={Download} run={() => download("prometheus", `${slo.name}.rules.yaml`)}>
        Prometheus rules
      </Act>
      <Act
        icon={Power}
        disabled={!isOwn || enable.isPending}
        run={() => enable.mutate({ id: slo.id, isEnabled: !slo.isEnabled })}
      >
        {slo.isEnabled ? "Switch off" : "Switch on"}
      </Act>
      <Act icon={Trash2} disabled={!isOwn} run={() => setDeleting(true)}>
        Delete
      </Act>
      {failed && (
        <p role="alert" className="w-full text-12 text-fail">
          {failed.message}
        </p>
      )}
      {isDeleting && (
        <ConfirmDelete
          title={slo.title}
          isPending={remove.isPending}
          error={remove.error?.message ?? null}
          confirm={() => remove.mutate({ id: slo.id })}
          close={() => setDeleting(false)}
        />
      )}
    </div>
  );
}

interface ActProps {
  readonly icon: typeof Copy;
  readonly run: () => unknown;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

function Act({ icon: Icon, run, disabled = false, children }: ActProps) {
  return (
    <button type="button" className="btn btn-sm" disabled={disabled} onClick={() => void run()}>
      <Icon size={12} strokeWidth={1.75} aria-hidden="true" />
      {children}
    </button>
  );
}

const MOST_REVISIONS = 12;

function Revisions({ id, zone }: { id: string; zone: string }) {
  const trpc = useTRPC();
  const { setAt, endMs } = useClock();
  const { data } = useQuery(trpc.slos.revisions.queryOptions({ id }));
  const all = data ?? [];
  const [more, setMore] = useState(false);
  return (
    <section aria-label="History of the definition" className="min-w-0 border-line pb-4 wide:border-l phone:border-t">
      <div className="sec">
        <h2>History of the definition</h2>
        <span className="sec-sub">newest first</span>
      </div>
      <ol>
        {(more ? all : all.slice(0, MOST_REVISIONS)).map((revision, i) => (
          <li key={revision.revision} className="flex items-baseline gap-3 px-(--pad) py-1 text-12">
            <button
              type="button"
              className={`num w-[92px] flex-none text-left hover:underline ${revision.savedMs > endMs ? "text-ink-3" : "text-ink-2"}`}
              title={`${formatInstant(revision.savedMs, zone, "full")}. Show everything as of then`}
              onClick={() => setAt(revision.savedMs + 1)}
            >
              {formatInstant(revision.savedMs, zone, "dayMinute")}
            </button>
            <span className="w-24 flex-none truncate text-ink-3">{revision.author}</span>
            <span className="min-w-0">{toldRevision(revision, all[i + 1])}</span>
          </li>
        ))}
      </ol>
      {all.length > MOST_REVISIONS && !more && (
        <button type="button" className="link px-(--pad) text-12" onClick={() => setMore(true)}>
          All {all.length}
        </button>
      )}
    </section>
  );
}

function toldRevision(revision: SloRevision, before: SloRevision | undefined): string {
  if (revision.isDeleted) return "deleted";
  if (revision.body === null) return "of a form that is not known any more";
  const switched = before && !before.isDeleted && before.isEnabled !== revision.isEnabled;
  const words = [
    ...(switched ? [revision.isEnabled ? "switched on" : "switched off"] : []),
    ...revisionWords(before?.isDeleted ? null : (before?.body ?? null), revision.body),
  ];
  return words.join("; ") || "saved, nothing else";
}
