"use client";
/** Tokens of this Chronoscope: which there are, what each may do, a new one (told once), and taking one away. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formatInstant } from "../format/formatInstant.ts";
import { useZone } from "../state/usePreference.tsx";
import { type Answers, useTRPC } from "../trpc/client.tsx";
import { Section } from "./AboutPanel.tsx";
import { AsyncPanel } from "./AsyncPanel.tsx";
import { CopyButton } from "./CopyButton.tsx";

type Token = Answers["accessTokens"]["list"]["tokens"][number];

const SCOPES = [
  ["read", "Look", "read the console and the query APIs"],
  ["ingest", "Send telemetry", "OTLP and remote write"],
  ["events:write", "Report events", "deploys and flags, from a pipeline"],
  ["admin", "Everything", "also these tokens"],
] as const;
type Scope = (typeof SCOPES)[number][0];
const SCOPE_NAMES: ReadonlyMap<string, string> = new Map(SCOPES.map(([scope, name]) => [scope, name.toLowerCase()]));

export function AccessTokens() {
  const trpc = useTRPC();
  const query = useQuery(trpc.accessTokens.list.queryOptions());
  return (
    <Section title="Tokens">
      <AsyncPanel query={query} what="the tokens" skeleton={<div className="skeleton h-32" />}>
        {({ tokens, guarded }) => (
          <>
            <p className="mb-2 text-12 text-ink-3">
              {guarded
                ? "Every door asks for one. A token is shown once, when it is made."
                : "Nobody is asked for one while this server listens on its own machine. A token is shown once, when it is made."}
            </p>
            {tokens.length > 0 && (
              <ul className="border-line-soft border-t">
                {tokens.map((token) => (
                  <TokenRow key={token.id} token={token} />
                ))}
              </ul>
            )}
            <NewToken />
          </>
        )}
      </AsyncPanel>
    </Section>
  );
}

/** Asks again what there is, once something has changed. */
function useAskAgain() {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () => client.invalidateQueries(trpc.accessTokens.pathFilter());
}

function TokenRow({ token }: { token: Token }) {
  const zone = useZone();
  const trpc = useTRPC();
  const askAgain = useAskAgain();
  const revoke = useMutation(trpc.accessTokens.revoke.mutationOptions({ onSuccess: askAgain }));
  const [isSure, setSure] = useState(false);
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-4 border-line-soft border-b py-1">
      <span className="min-w-0 truncate font-medium">{token.name}</span>
      <span className="text-12 text-ink-2">
        {token.scopes.map((scope) => SCOPE_NAMES.get(scope) ?? scope).join(", ")}
      </span>
      <span className="num ml-auto text-12 text-ink-3 phone:hidden">
        since {formatInstant(token.createdMs, zone, "dayMinute")}
      </span>
      <button
        type="button"
        className="btn btn-sm phone:ml-auto"
        disabled={revoke.isPending}
        onBlur={() => setSure(false)}
        onClick={() => (isSure ? revoke.mutate({ id: token.id }) : setSure(true))}
      >
        {isSure ? "Really revoke" : "Revoke"}
        <span className="sr-only"> the token {token.name}</span>
      </button>
      {revoke.error && (
        <p role="alert" className="w-full text-12 text-fail">
          {revoke.error.message}
        </p>
      )}
    </li>
  );
}

function NewToken() {
  const trpc = useTRPC();
  const askAgain = useAskAgain();
  const make = useMutation(trpc.accessTokens.make.mutationOptions({ onSuccess: askAgain }));
  const [scopes, setScopes] = useState<readonly Scope[]>(["events:write"]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (name) make.mutate({ name, scopes: [...scopes] });
    event.currentTarget.reset();
  };
  const toggle = (scope: Scope) =>
    setScopes((now) => (now.includes(scope) ? now.filter((one) => one !== scope) : [...now, scope]));
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-2.5">
      <div className="flex gap-2">
        <input
          name="name"
          required
          maxLength={100}
          autoComplete="off"
          aria-label="Name of the new token"
          placeholder="Name, such as ci-deploys"
          className="field min-w-0 flex-1 text-13"
        />
        <button type="submit" className="btn" disabled={make.isPending || scopes.length === 0}>
          Make a token
        </button>
      </div>
      <fieldset className="flex flex-col gap-1">
        <legend className="sr-only">What it may do</legend>
        {SCOPES.map(([scope, name, note]) => (
          <label key={scope} className="flex min-h-6 items-center gap-2">
            <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
            <span>{name}</span>
            <span className="text-12 text-ink-3">{note}</span>
          </label>
        ))}
      </fieldset>
      <p role="alert" className="text-12 text-fail empty:hidden">
        {make.error?.message}
      </p>
      <p role="status" className="empty:hidden">
        {make.data && (
          <span className="flex items-center gap-2 rounded-6 border border-line bg-surface py-1 pr-1 pl-3">
            <span className="mono min-w-0 text-12 wrap-anywhere">{make.data.token}</span>
            <span className="ml-auto text-12 text-ink-3 whitespace-nowrap">copy it now</span>
            <CopyButton text={make.data.token} what="token" />
          </span>
        )}
      </p>
    </form>
  );
}
