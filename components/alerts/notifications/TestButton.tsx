"use client";
/** Sends a test at once and says in a sentence how it went; and what to set where the address lies in a network of one's own. */
import { useMutation } from "@tanstack/react-query";
import type { MessageTemplates } from "../../../server/model/notification.ts";
import { Status } from "../../charts/Status.tsx";
import { CopyButton } from "../../shell/CopyButton.tsx";
import { useTRPC } from "../../trpc/client.tsx";
import { isInternalRefusal } from "./deliveryWords.ts";
import { integrationOf, type WayDraft } from "./receiverDraft.ts";

interface TestButtonProps {
  readonly receiver: string;
  /** Place of a saved way, or one that is being written. */
  readonly saved?: number;
  readonly draft?: WayDraft;
  /** How the receiver that is being written words it. */
  readonly message?: MessageTemplates;
  readonly disabled: boolean;
}

export function TestButton({ receiver, saved, draft, message, disabled }: TestButtonProps) {
  const trpc = useTRPC();
  const test = useMutation(trpc.notifications.test.mutationOptions());
  const run = () =>
    test.mutate(
      draft
        ? { receiver, draft: integrationOf(draft), ...(message && { message: { ...message } }) }
        : { receiver, integration: saved ?? 0 },
    );
  const sentence = test.data?.sentence ?? test.error?.message ?? null;
  return (
    <>
      <button type="button" className="btn btn-sm" disabled={disabled || test.isPending} onClick={run}>
        {test.isPending ? "Sending…" : "Test"}
        <span className="sr-only"> {receiver || "this way"}</span>
      </button>
      <div role="status" className="w-full text-12 empty:hidden">
        {sentence !== null && (
          <span className="flex items-start gap-2">
            <span className="mt-[3px]">
              <Status kind={test.data?.isSent ? "ok" : "fail"} size={10} label="" />
            </span>
            <span className="min-w-0 wrap-anywhere">{sentence}</span>
          </span>
        )}
        {isInternalRefusal(sentence) && <AllowHint />}
      </div>
    </>
  );
}

const EXAMPLE = "CHRONOSCOPE_WEBHOOK_ALLOW=10.0.0.0/8,127.0.0.1/32 npm start";

/** Nothing is sent into a network that somebody could reach through this server, unless whoever runs it said so. */
export function AllowHint() {
  return (
    <div className="mt-1 flex max-w-[640px] flex-col gap-1 rounded-6 border border-line bg-surface px-3 py-2 text-12 text-ink-2">
      <p>
        Addresses within private networks are refused until whoever starts Chronoscope lists them, since anybody who may
        edit receivers could reach them through it. List the networks that are meant, then start again:
      </p>
      <p className="flex items-center gap-2">
        <span className="mono min-w-0 wrap-anywhere">{EXAMPLE}</span>
        <CopyButton text={EXAMPLE} what="setting" />
      </p>
    </div>
  );
}
