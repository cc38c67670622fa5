/** The label that makes a metric's series many: nearly each series has a value of its own in it, and there are too many to read. */
import type { Answers } from "../trpc/client.tsx";

type Labels = Answers["metrics"]["labels"];

/** Below this nobody minds. */
const MANY_SERIES = 200;
const MOST_OF = 0.4;

export function explodingLabel({ seriesCount, labels }: Labels): Labels["labels"][number] | null {
  const most = labels.reduce<Labels["labels"][number] | null>(
    (worst, label) => (label.name !== "le" && label.valueCount > (worst?.valueCount ?? 0) ? label : worst),
    null,
  );
  return most && seriesCount >= MANY_SERIES && most.valueCount >= seriesCount * MOST_OF ? most : null;
}
