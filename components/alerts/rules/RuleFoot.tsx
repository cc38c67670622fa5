"use client";
/** Below the form of a saved rule: what it was before and who changed it, and taking it away. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatInstant } from "../../format/formatInstant.ts";
import { shownText } from "../../format/shownText.ts";
import { useGo } from "../../shell/useGo.ts";
import { useClock } from "../../state/clock.tsx";
import { useZone } from "../../state/usePreference.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { useAskAgain } from "../useAlerts.ts";
import type { RuleRow } from "./ruleRows.ts";

export function RuleFoot({ rule, id }: { rule: RuleRow; id: string }) {
  const trpc = useTRPC();
  const { live, setAt } = useClock();
  const zone = useZone();
  const { data } = useQuery(trpc.alertRules.revisions.queryOptions({ id }));
  return (
    <section aria-label="History of the rule" className="border-line border-t px-(--pad) pt-3 pb-6">
      <div className="mb-1 flex items-center gap-2">
        <h2>History</h2>
        <span className="text-12 text-ink-3">every form it had, and when</span>
        {live && <DeleteRule name={rule.body.name} id={id} />}
      </div>
      <ul>
        {data?.map(({ revision, savedMs, author, isDeleted }) => (
          <li key={revision} className="border-line-soft border-t first:border-t-0">
            <button
              type="button"
              onClick={() => setAt(savedMs + 1_000)}
              title="Set the clock to it"
              className="grid w-full grid-cols-[64px_minmax(0,1fr)_auto] gap-x-3 py-1 text-left text-12 hover:bg-surface"
            >
              <span className="num">no. {revision}</span>
              <span className="truncate text-ink-2">
                {isDeleted ? "taken away" : revision === 1 ? "made" : "changed"}
                {author !== "anybody" && ` by ${shownText(author)}`}
              </span>
              <span className="num text-ink-3">{formatInstant(savedMs, zone, "dayMinute")}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DeleteRule({ name, id }: { name: string; id: string }) {
  const trpc = useTRPC();
  const go = useGo();
  const askAgain = useAskAgain();
  const [isSure, setSure] = useState(false);
  const remove = useMutation(
    trpc.alertRules.delete.mutationOptions({
      onSuccess: async () => {
        await askAgain();
        go("/alerts/rules");
      },
    }),
  );
  return (
    <span className="ml-auto flex items-center gap-2">
      {remove.error && (
        <span role="alert" className="text-12 text-fail">
          {remove.error.message}
        </span>
      )}
      <button
        type="button"
        className="btn btn-sm"
        disabled={remove.isPending}
        onBlur={() => setSure(false)}
        onClick={() => (isSure ? remove.mutate({ id }) : setSure(true))}
      >
        {isSure ? "Really delete" : "Delete"}
        <span className="sr-only"> the rule {name}</span>
      </button>
    </span>
  );
}
