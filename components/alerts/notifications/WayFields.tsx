"use client";
/** The fields of one way of a receiver, by its kind. Secrets are typed and never shown. */
import type { ReactNode } from "react";
import { Field } from "../rules/Field.tsx";
import type { Secret, WayDraft } from "./receiverDraft.ts";

interface WayFieldsProps {
  readonly way: WayDraft;
  readonly change: (next: Partial<WayDraft>) => void;
}

export function WayFields({ way, change }: WayFieldsProps) {
  switch (way.kind) {
    case "webhook":
      return (
        <Two>
          <SecretField of="url" label="Address" hint="takes Alertmanager's body, version 4" {...{ way, change }} />
          <SecretField
            of="signingSecret"
            label="Signing secret"
            hint="whsec_…, by Standard Webhooks; may be left out"
            {...{ way, change }}
          />
          <Field label="Alerts in one message" hint="0: all of them">
            <input
              className="field num text-13"
              inputMode="numeric"
              value={way.maxAlerts}
              onChange={(event) => change({ maxAlerts: event.target.value })}
            />
          </Field>
        </Two>
      );
    case "slack":
    case "teams":
      return (
        <SecretField
          of="url"
          label="The channel's incoming webhook"
          hint={
            way.kind === "slack"
              ? "https://hooks.slack.com/services/…, or what is compatible"
              : "of a workflow in the channel"
          }
          {...{ way, change }}
        />
      );
    case "pagerduty":
      return (
        <Two>
          <SecretField
            of="routingKey"
            label="Integration key"
            hint="of a service's Events API v2"
            {...{ way, change }}
          />
          <Text name="url" label="Address" hint="empty: PagerDuty's own" {...{ way, change }} />
        </Two>
      );
    case "alertmanager":
      return (
        <Text
          name="url"
          label="Address"
          hint="http://alertmanager:9093; alerts go to its API v2"
          {...{ way, change }}
        />
      );
    case "email":
      return (
        <Two>
          <Text name="to" label="To" hint="several with commas between them" {...{ way, change }} />
          <Text name="from" label="From" {...{ way, change }} />
          <Text name="server" label="Mail server" hint="smtp://host:587 or smtps://host:465" {...{ way, change }} />
          <Text name="username" label="User" hint="empty: without signing in" {...{ way, change }} />
          <SecretField of="password" label="Password" {...{ way, change }} />
        </Two>
      );
  }
}

const Two = ({ children }: { children: ReactNode }) => <div className="grid gap-3 wide:grid-cols-2">{children}</div>;

interface TextProps extends WayFieldsProps {
  readonly name: "url" | "to" | "from" | "server" | "username";
  readonly label: string;
  readonly hint?: string;
}

function Text({ name, label, hint, way, change }: TextProps) {
  return (
    <Field label={label} hint={hint}>
      <input
        className="field text-13"
        autoComplete="off"
        spellCheck={false}
        value={way[name]}
        onChange={(event) => change({ [name]: event.target.value })}
      />
    </Field>
  );
}

interface SecretFieldProps extends WayFieldsProps {
  readonly of: Secret;
  readonly label: string;
  readonly hint?: string;
}

function SecretField({ of, label, hint, way, change }: SecretFieldProps) {
  const isSet = way.set.includes(of);
  const typed = way.secrets[of];
  return (
    <Field label={label} hint={isSet && typed === "" ? "will be taken away" : hint}>
      <input
        className="field text-13"
        // Addresses with tokens are secrets that one must see while typing them; keys and passwords are not.
        type={of === "url" ? "text" : "password"}
        autoComplete="off"
        spellCheck={false}
        placeholder={isSet ? "saved, and not shown; type to replace it" : ""}
        value={typed ?? ""}
        onChange={(event) => change({ secrets: { ...way.secrets, [of]: event.target.value } })}
      />
    </Field>
  );
}
