"use client";
/** Silences of the clock's instant, and making, changing and ending them while it is live. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useClock } from "../../state/clock.tsx";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";
import { useAskAgain } from "../useAlerts.ts";
import { writeMatchers } from "./matcherText.ts";
import { bodyOf, type SilenceDraft } from "./silenceDraft.ts";

export type SilenceRow = Answers["notifications"]["silences"][number];

const LIVE_MS = 5_000;

/** Live ones are asked for without an instant: the clock's last step may lie before what was saved this second. */
export function useSilenceList() {
  const { endMs, live } = useClock();
  const options = useTRPC().notifications.silences.queryOptions(live ? {} : { atMs: endMs });
  return useClockQuery(live ? { ...options, refetchInterval: LIVE_MS } : options);
}

function useChanged() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const askAgain = useAskAgain();
  return useCallback(
    () => Promise.all([askAgain(), client.invalidateQueries(trpc.notifications.pathFilter())]),
    [trpc, client, askAgain],
  );
}

/**
 * Saves a silence. One whose matchers change is ended and made anew, as with Alertmanager: what it kept quiet until now stays true of
 * the past; a longer end or another comment is a new revision of the same.
 */
export function useSaveSilence(done: () => void, edited?: SilenceRow) {
  const trpc = useTRPC();
  const changed = useChanged();
  const end = useMutation(trpc.notifications.endSilence.mutationOptions());
  const save = useMutation(
    trpc.notifications.saveSilence.mutationOptions({
      onSuccess: async () => {
        await changed();
        done();
      },
    }),
  );
  const submit = async (draft: SilenceDraft) => {
    const body = bodyOf(draft, Date.now());
    const given = { ...body, matchers: body.matchers.map((one) => ({ ...one })) };
    if (!edited) return save.mutate(given);
    const isSame = writeMatchers(edited.matchers) === writeMatchers(body.matchers);
    const { id, revision, startsMs } = edited;
    if (isSame && edited.state !== "expired")
      return save.mutate({ ...given, id, revision, startsMs: draft.startsMs ?? Math.min(startsMs, given.startsMs) });
    if (edited.state !== "expired") await end.mutateAsync({ id });
    return save.mutate(given);
  };
  return { submit, isPending: save.isPending || end.isPending, error: save.error ?? end.error };
}

export function useEndSilence() {
  const trpc = useTRPC();
  const onSuccess = useChanged();
  return useMutation(trpc.notifications.endSilence.mutationOptions({ onSuccess }));
}
