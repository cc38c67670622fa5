/** All kinds of resources, in the order in which the page lists them: what others stand on first. */
import { CONTAINER } from "./containerKind.ts";
import { DATABASE } from "./databaseKind.ts";
import { HOST } from "./hostKind.ts";
import type { ResourceKind } from "./measure.ts";
import { NODE } from "./nodeKind.ts";
import { POD } from "./podKind.ts";
import { POOL_KIND } from "./poolKind.ts";
import { PROCESS } from "./processKind.ts";
import { QUEUE } from "./queueKind.ts";
import { RUNTIME } from "./runtimeKind.ts";

export const KINDS: readonly ResourceKind[] = [
  HOST,
  NODE,
  POD,
  CONTAINER,
  PROCESS,
  RUNTIME,
  POOL_KIND,
  DATABASE,
  QUEUE,
];

export function kindOf(id: string): ResourceKind | null {
  return KINDS.find((kind) => kind.id === id) ?? null;
}
