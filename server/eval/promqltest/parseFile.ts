/**
 * A promqltest file -> its commands. A block ends at an empty line or a comment.
 * Errors: PromqltestError with the line.
 * Source: Prometheus promql/promqltest (test.go: parse, parseLoad).
 */
import { parseDuration } from "../../promql/parse.ts";
import { type Command, type LoadCommand, type LoadedLine, PromqltestError } from "./commands.ts";
import { parseEval } from "./parseEval.ts";
import { parseSeriesLine } from "./seriesNotation.ts";
import { parseStartTimes, type StartTimes } from "./startTimes.ts";

export class Lines {
  private readonly lines: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.split("\n").map((line) => {
      const trimmed = line.trim();
      return trimmed.startsWith("#") ? "" : trimmed;
    });
  }

  /** Of the line read last, from 1. */
  get number(): number {
    return this.at;
  }

  get isAtEnd(): boolean {
    return this.at >= this.lines.length;
  }

  next(): string {
    return this.lines[this.at++] ?? "";
  }

  /** The next line of a block; null at its end. */
  nextOfBlock(): string | null {
    return this.next() || null;
  }
}

export function parsePromqltest(text: string): Command[] {
  const lines = new Lines(text);
  const commands: Command[] = [];
  while (!lines.isAtEnd) {
    const line = lines.next();
    if (line === "") continue;
    try {
      commands.push(parseCommand(line, lines));
    } catch (cause) {
      throw new PromqltestError(lines.number, cause instanceof Error ? cause.message : String(cause));
    }
  }
  return commands;
}

function parseCommand(line: string, lines: Lines): Command {
  const word = line.split(/[\t ]+/)[0]?.toLowerCase() ?? "";
  if (word === "clear") return { kind: "clear" };
  if (word.startsWith("load")) return parseLoad(line, lines);
  if (word.startsWith("eval")) return parseEval(line, lines);
  throw new Error(`invalid command ${JSON.stringify(line)}`);
}

function parseLoad(line: string, lines: Lines): LoadCommand {
  const [, nhcb, step] = /^load(?:_(with_nhcb))?\s+(.+?)$/.exec(line) ?? [];
  if (step === undefined) throw new Error("invalid load command. (load[_with_nhcb] <step:duration>)");
  const { number } = lines;
  const series: LoadedLine[] = [];
  let starts: StartTimes | null = null;
  for (let text = lines.nextOfBlock(); text !== null; text = lines.nextOfBlock()) {
    const found = parseStartTimes(text);
    if (found && starts) break;
    if (found) starts = found;
    else {
      series.push(withStarts(parseSeriesLine(text), starts));
      starts = null;
    }
  }
  if (starts) throw new Error("@st line has no following sample line");
  return { kind: "load", line: number, stepMs: parseDuration(step), withNativeHistograms: nhcb !== undefined, series };
}

function withStarts(line: ReturnType<typeof parseSeriesLine>, starts: StartTimes | null): LoadedLine {
  if (!starts) return { ...line, startOffsetsMs: null };
  if (starts.labels.key !== line.labels.key) {
    throw new Error("@st metric does not match the following sample line metric");
  }
  if (starts.offsetsMs.length !== line.values.length) {
    throw new Error(`@st line has ${starts.offsetsMs.length} values but sample line has ${line.values.length}`);
  }
  return { ...line, startOffsetsMs: starts.offsetsMs };
}
