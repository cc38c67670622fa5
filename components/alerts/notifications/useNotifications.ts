"use client";
/** Who is told, as of the clock's instant, and changing it while that is live: each change begins with the revision that was looked at. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useClock } from "../../state/clock.tsx";
import { type Answers, useTRPC } from "../../trpc/client.tsx";
import { useClockQuery } from "../../trpc/useClockQuery.ts";

export type Settings = Answers["notifications"]["settings"];
export type ReceiverRow = Settings["receivers"][number];
export type IntegrationRow = ReceiverRow["integrations"][number];

/** So soon one sees that nothing arrives, or that somebody else saved. */
const LIVE_MS = 10_000;

/** Live ones are asked for without an instant: what was saved this second counts. */
export function useSettings() {
  const { endMs, live } = useClock();
  const options = useTRPC().notifications.settings.queryOptions(live ? {} : { atMs: endMs });
  return useClockQuery(live ? { ...options, refetchInterval: LIVE_MS } : options);
}

export function useSettingsChanged() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries(trpc.notifications.pathFilter()), [trpc, client]);
}

/** Asks again once it is done. */
export function useSettingsChanges(done?: () => void) {
  const trpc = useTRPC();
  const changed = useSettingsChanged();
  const options = {
    onSuccess: async () => {
      await changed();
      done?.();
    },
    // Somebody else may have saved meanwhile: what they saved is seen beside what is being written.
    onError: () => void changed(),
  };
  return {
    saveReceiver: useMutation(trpc.notifications.saveReceiver.mutationOptions(options)),
    deleteReceiver: useMutation(trpc.notifications.deleteReceiver.mutationOptions(options)),
    saveRouting: useMutation(trpc.notifications.saveRouting.mutationOptions(options)),
    importYaml: useMutation(trpc.notifications.importYaml.mutationOptions(options)),
    enable: useMutation(trpc.notifications.enable.mutationOptions(options)),
  };
}
