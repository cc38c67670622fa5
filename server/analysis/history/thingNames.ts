/** Things as sentences name them. */
import { type ThingId, thingOf } from "../../model/state.ts";
import { sayName } from "./sayNumbers.ts";

/** "checkout", "payments in eu-west", "calls from checkout to payments". */
export function thingName(thing: ThingId): string {
  const { kind, names } = thingOf(thing);
  const [a = "", b = "", c = "", d = ""] = names.map(sayName);
  switch (kind) {
    case "placement":
      return `${a} in ${b}`;
    case "peer":
      return b;
    case "edge":
      return `calls from ${callerName(a)} to ${b}`;
    case "placedEdge":
      return `calls from ${inRegion(callerName(a), b)} to ${inRegion(c, d)}`;
    case "version":
      return `${a} ${b}`;
    case "instance":
      return b === "" ? `an instance of ${a}` : `${a} (${b})`;
    case "pod":
      return `pod ${b}`;
    case "zone":
      return `zone ${b}`;
    case "host":
    case "node":
    case "region":
      return `${kind} ${a}`;
    default:
      return a;
  }
}

/** "user" stands for callers from outside. */
const callerName = (client: string) => (client === "user" ? "outside" : client);
const inRegion = (name: string, region: string) => (region === "" ? name : `${name} (${region})`);

/** Whether its name is a plural: "calls … fail". */
export const isPlural = (thing: ThingId) => thing.startsWith("edge:") || thing.startsWith("placedEdge:");
