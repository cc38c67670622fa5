/** Of what happened near a stretch that spent the budget, what is most likely its cause: what people did, before what broke by itself. Pure. */
import type { SloSpender } from "../../server/routers/sloAnswer.ts";

type Event = SloSpender["events"][number];

const RANKS: Readonly<Partial<Record<Event["kind"], number>>> = {
  deployed: 0,
  featureFlag: 1,
  configuration: 1,
  chaos: 1,
  annotation: 2,
  scaled: 3,
  restarted: 3,
};
const LAST = 4;

/** The events come with the nearest of its own services first; null: nothing happened near. */
export function causeOf(events: readonly Event[]): Event | null {
  const rank = ({ kind }: Event) => RANKS[kind] ?? LAST;
  return events.reduce<Event | null>((best, event) => (best === null || rank(event) < rank(best) ? event : best), null);
}
