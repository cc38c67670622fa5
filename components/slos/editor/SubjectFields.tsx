"use client";
/** Whose requests: of a service, one of its operations, the calls between two services, all calls that a service makes. From what was seen. */
import { SPAN_KIND_NAMES } from "../../../server/model/span.ts";
import { useServiceNames } from "../../shell/useServiceNames.ts";
import { useClock } from "../../state/clock.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { useDraftForm } from "./draftForm.tsx";
import { Choice, Field, Problem } from "./fields.tsx";

const SUBJECTS = [
  ["service", "A service"],
  ["operation", "An operation"],
  ["edge", "Calls between two"],
  ["caller", "All calls of one"],
] as const;

export function SubjectFields() {
  const { draft, set } = useDraftForm();
  const names = useServiceNames();
  const { subject } = draft;
  return (
    <>
      <Choice label="Of whom" value={subject} options={SUBJECTS} choose={(kind) => set({ subject: kind })} />
      {(subject === "service" || subject === "operation") && (
        <Field
          field="subjectService"
          label="Service that answers"
          options={names}
          placeholder="checkout"
          width="w-64"
        />
      )}
      {subject === "operation" && <OperationField service={draft.subjectService} />}
      {(subject === "edge" || subject === "caller") && (
        <div className="flex flex-wrap gap-3">
          <Field field="client" label="Service that calls" options={names} placeholder="cart" width="w-56" />
          {subject === "edge" && <CalleeField client={draft.client} names={names} />}
        </div>
      )}
    </>
  );
}

function OperationField({ service }: { service: string }) {
  const { draft, set, problem, visit } = useDraftForm();
  const { startMs, endMs } = useClock();
  const trpc = useTRPC();
  const query = useClockQuery(
    trpc.services.operations.queryOptions({ service, startMs, endMs }, { enabled: service !== "" }),
  );
  const seen = (query.data?.operations ?? [])
    .filter(({ overflow }) => !overflow)
    .map(({ name, kind }) => ({ name, kind: SPAN_KIND_NAMES[kind] ?? "" }));
  const chosen = { name: draft.operation, kind: draft.spanKind };
  const isListed = seen.some(({ name, kind }) => name === chosen.name && kind === chosen.kind);
  const all = chosen.name === "" || isListed ? seen : [chosen, ...seen];
  return (
    <div className="flex flex-col gap-1">
      <label className="flex flex-col gap-1 text-12 text-ink-2">
        Operation
        <select
          className="field w-full max-w-96 text-13"
          value={chosen.name === "" ? "" : keyOf(chosen)}
          onBlur={() => visit("operation")}
          onChange={(event) => {
            const found = all.find((one) => keyOf(one) === event.target.value);
            if (found) set({ operation: found.name, spanKind: found.kind });
          }}
        >
          <option value="" disabled>
            {seen.length === 0 ? "none was seen in the window" : "Choose one"}
          </option>
          {all.map((one) => (
            <option key={keyOf(one)} value={keyOf(one)}>
              {one.name} ({one.kind.replace("SPAN_KIND_", "").toLowerCase()})
            </option>
          ))}
        </select>
      </label>
      <Problem sentence={problem("operation")} />
    </div>
  );
}

const keyOf = ({ name, kind }: { name: string; kind: string }) => `${kind} ${name}`;

function CalleeField({ client, names }: { client: string; names: readonly string[] }) {
  const { startMs, endMs } = useClock();
  const trpc = useTRPC();
  const query = useClockQuery(
    trpc.services.edges.queryOptions({ service: client, startMs, endMs }, { enabled: client !== "" }),
  );
  const callees = query.data?.callees.map(({ service }) => service) ?? [];
  const options = callees.length > 0 ? [...new Set(callees)] : names;
  return <Field field="server" label="Whom it calls" options={options} placeholder="orders" width="w-56" />;
}
