"use client";
/** Switches a rule off or on: built-in ones by their name, the console's by their definition; those of files stay as the file says. */
import { useMutation } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { useAskAgain } from "../useAlerts.ts";
import type { RuleRow } from "./ruleRows.ts";

export const canSwitch = ({ source, definition }: RuleRow) => source === "builtin" || definition !== null;

export function useRuleSwitch() {
  const trpc = useTRPC();
  const onSuccess = useAskAgain();
  const builtin = useMutation(trpc.alertRules.enableBuiltin.mutationOptions({ onSuccess }));
  const own = useMutation(trpc.alertRules.enable.mutationOptions({ onSuccess }));
  const { mutate: switchBuiltin } = builtin;
  const { mutate: switchOwn } = own;
  const flip = useCallback(
    ({ source, body, definition, isEnabled }: RuleRow) => {
      if (source === "builtin") switchBuiltin({ name: body.name, isEnabled: !isEnabled });
      else if (definition) switchOwn({ id: definition.id, isEnabled: !isEnabled });
    },
    [switchBuiltin, switchOwn],
  );
  return { flip, isPending: builtin.isPending || own.isPending, error: builtin.error ?? own.error };
}
