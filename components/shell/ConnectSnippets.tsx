"use client";
/** How to point an SDK or a Collector here: one snippet at a time, ready to copy. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { AsyncPanel } from "./AsyncPanel.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { connectSnippets } from "./connectSnippets.ts";
import { useHostName } from "./useHostName.ts";

export function ConnectSnippets() {
  const trpc = useTRPC();
  const query = useQuery(trpc.settings.doors.queryOptions(undefined, { staleTime: 3_600_000 }));
  const host = useHostName();
  const [chosen, setChosen] = useState("sdk");
  return (
    <AsyncPanel query={query} what="this server's addresses" skeleton={<div className="skeleton h-40 max-w-[760px]" />}>
      {(doors) => {
        const snippets = connectSnippets(doors, host);
        const snippet = snippets.find(({ id }) => id === chosen) ?? snippets[0];
        return (
          <div className="max-w-[760px]">
            <div className="flex flex-wrap items-center gap-3">
              <fieldset className="seg">
                <legend className="sr-only">Sender</legend>
                {snippets.map(({ id, name }) => (
                  <button key={id} type="button" aria-pressed={id === snippet?.id} onClick={() => setChosen(id)}>
                    {name}
                  </button>
                ))}
              </fieldset>
              <span className="text-12 text-ink-3">{snippet?.where}</span>
            </div>
            <div className="relative mt-2">
              <pre className="mono whitespace-pre-wrap break-words rounded-6 border border-line bg-surface py-2.5 pr-10 pl-3 text-12 leading-5">
                {snippet?.text}
              </pre>
              <span className="absolute top-1.5 right-1.5">
                <CopyButton text={snippet?.text ?? ""} what="snippet" />
              </span>
            </div>
            {doors.guarded && (
              <p className="mt-2 text-12 text-ink-3">
                This server asks senders for a token. The first one is in the file{" "}
                <code className="mono">first-start-token</code> of its data directory; it is kept hashed and cannot be
                shown here.
              </p>
            )}
          </div>
        );
      }}
    </AsyncPanel>
  );
}
