"use client";
/**
 * What a link to the map carries: how nodes are grouped and folded, what sizes and colours tell, what is looked for, focused, chosen and
 * pinned, and whether it is a picture or a list. Ids are those of things; groups have their own.
 */
import {
  createParser,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { useMemo } from "react";
import { SIGNALS } from "../graph/mapWords.ts";
import type { Choice } from "../graph/SystemMap.tsx";

export interface Pin {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}
/** `ID@X,Y` */
export function parsePin(text: string): Pin | null {
  const match = /^(.+)@(-?\d+)~(-?\d+)$/.exec(text);
  return match?.[1] ? { id: match[1], x: Number(match[2]), y: Number(match[3]) } : null;
}
export const writePin = ({ id, x, y }: Pin) => `${id}@${Math.round(x)}~${Math.round(y)}`;

/** `node ID`, `group ID`, `edge FROM>TO`. */
export function parseChoice(text: string): Choice | null {
  const space = text.indexOf(" ");
  const [kind, id] = [text.slice(0, space), text.slice(space + 1)];
  if (kind === "node" || kind === "group") return { kind, id };
  const [from, to] = id.split(">");
  return kind === "edge" && from && to ? { kind, from, to } : null;
}
export const writeChoice = (choice: Choice) =>
  choice.kind === "edge" ? `edge ${choice.from}>${choice.to}` : `${choice.kind} ${choice.id}`;

const sameText = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const choice = createParser({ parse: parseChoice, serialize: writeChoice, eq: sameText });
const pin = createParser({ parse: parsePin, serialize: writePin, eq: sameText });
const push = { history: "push" as const };

const PARAMS = {
  /** Attributes, outermost first; `none`. Absent: what suits the system. */
  group: parseAsArrayOf(parseAsString).withOptions(push),
  show: parseAsStringLiteral(["trouble", "all", "unfolded"] as const)
    .withDefault("trouble")
    .withOptions(push),
  open: parseAsArrayOf(parseAsString).withDefault([]),
  shut: parseAsArrayOf(parseAsString).withDefault([]),
  /** Nodes that were looked for and stand out of their groups. */
  out: parseAsArrayOf(parseAsString).withDefault([]),
  size: parseAsStringLiteral(SIGNALS),
  width: parseAsStringLiteral(SIGNALS).withDefault("rate"),
  color: parseAsStringLiteral(SIGNALS),
  q: parseAsString.withDefault(""),
  focus: parseAsString.withDefault("").withOptions(push),
  up: parseAsInteger.withDefault(1),
  down: parseAsInteger.withDefault(1),
  from: parseAsString.withDefault("").withOptions(push),
  to: parseAsString.withDefault("").withOptions(push),
  by: parseAsStringLiteral(["fewest", "strongest"] as const).withDefault("fewest"),
  pick: choice,
  pins: parseAsArrayOf(pin).withDefault([]),
  view: parseAsStringLiteral(["map", "list"] as const).withOptions(push),
};

/** The map's part of the address; `change({...})` keeps what it does not name. */
export function useMapState() {
  const [params, change] = useQueryStates(PARAMS, { history: "replace" });
  return useMemo(() => ({ ...params, change }), [params, change]);
}
export type MapState = ReturnType<typeof useMapState>;
