/**
 * Instances by job and version over time -> marks: a version that a job had not at the window's start and has later. A job that begins
 * within the window was not deployed anew: there is nothing it took over from.
 */
import type { TimeMark } from "../charts/ChartOverlay.tsx";
import type { RangeAnswer } from "../panels/preparePanel.ts";

/** More would hide the lines that they explain; the latest count. */
const MOST_MARKS = 6;

export function versionMarks({
  startMs,
  stepMs,
  answers,
}: Pick<RangeAnswer, "startMs" | "stepMs" | "answers">): TimeMark[] {
  const series = answers.flatMap((answer) => answer.series);
  const running = new Set(series.filter(({ values }) => values[0] !== null).map(({ labels }) => labels.job));
  const marks = series.flatMap(({ labels, values }) => {
    const first = values.findIndex((value) => value !== null);
    const name = (labels.job ?? "").split("/").at(-1);
    return first > 0 && running.has(labels.job)
      ? [{ timeMs: startMs + first * stepMs, label: `${name} ${labels.service_version}` }]
      : [];
  });
  return marks.sort((a, b) => a.timeMs - b.timeMs).slice(-MOST_MARKS);
}
