/** How calls look at one instant: as wide as what they carry, dashed and coloured when they fail, the weak ones of very many as a tint. */
import { NO_NUMBERS, type Numbers } from "../../server/analysis/graph/mapGraph.ts";
import type { DiffMark, LookOptions, Now } from "./mapLooks.ts";
import { signalValue, TONE_OF, tally, tightRatio, troubleNumber, worstOf } from "./mapWords.ts";
import type { Bundle, MapPlan } from "./prepareMap.ts";
import type { Line } from "./scene.ts";

/** Several calls as one: rates add up, the failing share is weighed, the worst health counts. */
function together({ edges }: Bundle, edgeNow: ReadonlyMap<string, Now>): Now {
  if (edges.length === 1 && edges[0]) return edgeNow.get(edges[0].id) ?? { ...NO_NUMBERS, here: false };
  let [rate, failing, here] = [0, 0, false];
  let p95: number | null = null;
  for (const { id } of edges) {
    const one = edgeNow.get(id);
    if (!one?.here) continue;
    here = true;
    rate += one.requestsPerSecond ?? 0;
    failing += (one.requestsPerSecond ?? 0) * (one.errorRatio ?? 0);
    if (one.p95Seconds !== null) p95 = Math.max(p95 ?? 0, one.p95Seconds);
  }
  const health = worstOf(tally(edges.map(({ id }) => edgeNow.get(id)?.health ?? "unknown")));
  return {
    health,
    requestsPerSecond: rate,
    errorRatio: rate > 0 ? failing / rate : null,
    p95Seconds: p95,
    saturation: null,
    here,
  };
}

export function linesOf(plan: MapPlan, edgeNow: ReadonlyMap<string, Now>, options: LookOptions): Line[] {
  const { signals, marks } = options;
  const flowing = plan.bundles.map((one) => together(one, edgeNow));
  const valueFor = (numbers: Numbers) => signalValue(signals.width, numbers, undefined) ?? 0;
  const most = Math.max(...flowing.map(valueFor), 1e-9);
  const isStrong = strongest(plan.bundles, flowing);
  return plan.bundles.map((one, i): Line => {
    const numbers = flowing[i] ?? { ...NO_NUMBERS, here: false };
    const mark = one.edges.map(({ id }) => marks?.get(id)).find((found) => found !== undefined);
    const trouble = troubleNumber(numbers);
    const failing = (numbers.errorRatio ?? 0) >= 0.005 && numbers.health !== "healthy";
    return {
      id: one.id,
      from: one.from,
      to: one.to,
      width: 1 + Math.round(14 * (Math.log1p(valueFor(numbers) * 1000) / Math.log1p(most * 1000)) ** 2) / 5,
      tone: mark && numbers.health === "healthy" ? "accent" : TONE_OF[numbers.health],
      dashed: failing || mark?.change === "vanished",
      label: mark ? badgeText(mark, numbers) : trouble,
      alpha: !numbers.here ? 0.16 : mark || numbers.health === "failed" ? 1 : isStrong(i) ? CALM_ALPHA : WEAK_ALPHA,
    };
  });
}

/** Beyond this many lines only the strongest of each box stand out; the others stay as a tint. */
const MANY_LINES = 90;
const WEAK_ALPHA = 0.14;
/** Healthy calls stay behind what fails. */
const CALM_ALPHA = 0.78;

function strongest(bundles: readonly Bundle[], flowing: readonly Numbers[]): (index: number) => boolean {
  if (bundles.length <= MANY_LINES) return () => true;
  const best = new Map<string, number>();
  const rate = (i: number | undefined) => (i === undefined ? -1 : (flowing[i]?.requestsPerSecond ?? 0));
  bundles.forEach(({ from, to }, i) => {
    for (const key of [`from ${from}`, `to ${to}`]) if (rate(i) > rate(best.get(key))) best.set(key, i);
  });
  const strong = new Set(best.values());
  return (index) => strong.has(index);
}

function badgeText(mark: DiffMark, { errorRatio }: Numbers): string {
  if (mark.change === "appeared") return "new";
  if (mark.change === "vanished") return "gone";
  return errorRatio !== null && errorRatio >= 0.005 ? tightRatio(errorRatio) : "±";
}
