/** How many samples, histograms and exemplars are in columns of data points: what remote write 2.0 tells its senders. */
import type { PointColumns } from "../model/columns.ts";
import { ProtobufReader } from "../otlp/protobufReader.ts";

export interface WrittenCounts {
  readonly samples: number;
  readonly histograms: number;
  readonly exemplars: number;
}

const NOT_A_NUMBER = 3;
const NO_VALUE = 0;
const NUMBER_EXEMPLARS = 0x2a;
const FLAGS = 0x40;
const EXPLICIT_EXEMPLARS = 0x42;
const EXPONENTIAL_EXEMPLARS = 0x5a;
const EXPONENTIAL = 10;

export function countWritten(columns: PointColumns): WrittenCounts {
  const reader = new ProtobufReader(columns.bytes);
  const counts = { samples: 0, histograms: 0, exemplars: 0 };
  for (let i = 0; i < columns.count; i++) {
    const type = columns.valueType[i] ?? 0;
    const isExponential = columns.metrics[columns.metric[i] ?? 0]?.kind === EXPONENTIAL;
    const tag = type !== NOT_A_NUMBER ? NUMBER_EXEMPLARS : isExponential ? EXPONENTIAL_EXEMPLARS : EXPLICIT_EXEMPLARS;
    let hasFlags = false;
    const last = 2 * (columns.firstRun[i + 1] ?? 0);
    for (let r = 2 * (columns.firstRun[i] ?? 0); r < last; r += 2) {
      const end = columns.runs[r + 1] ?? 0;
      for (let at = columns.runs[r] ?? 0; at < end; ) {
        at = reader.field(at, end);
        if (reader.tag === tag) counts.exemplars++;
        else if (reader.tag === FLAGS) hasFlags = true;
      }
    }
    if (type === NOT_A_NUMBER) counts.histograms++;
    // A point without a value and without a stale marker only carries exemplars.
    else if (type !== NO_VALUE || hasFlags) counts.samples++;
  }
  return counts;
}
