/**
 * A scraped page -> its samples and families, in Prometheus's text format 0.0.4 or OpenMetrics 1.0; strict as Prometheus is: one
 * wrong line and nothing of the page counts. `le` and `quantile` of histograms and summaries are written as OpenMetrics does (`1.0`).
 * Never throws for any text. Source: Prometheus exposition formats; OpenMetrics 1.0; prometheus/model/textparse.
 */
import type {
  ExpositionFormat,
  Label,
  ParsedExposition,
  ScrapedExemplar,
  ScrapedFamily,
  ScrapedSample,
} from "./exposition.ts";
import { readLabels, unescaped } from "./labelSet.ts";
import { formatBound, parseNumber } from "./numbers.ts";
import { ExpositionError, lineAt, PageScanner } from "./pageScanner.ts";
import { takeStartTimes } from "./startTimes.ts";

const METRIC = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const QUOTED = /"(?:\\.|[^\\"])*"/sy;
const BLANKS = /[ \t]*/y;
const SOME_BLANKS = /[ \t]+/y;
const VALUE = /[^{ \t\n]+/y;
const STRICT_VALUE = / [^ \n]+/y;
const DIGITS = /\d+/y;
const TEXT_META = /(?:HELP|TYPE)[ \t]+/y;
const STRICT_META = /(?:HELP|TYPE|UNIT) /y;
const TEXT_TYPES: Readonly<Record<string, string>> = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  summary: "summary",
  untyped: "unknown",
};
const STRICT_TYPES = ["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"];
const UNKNOWN: ScrapedFamily = { type: "unknown", help: "", unit: "" };

export function parseExposition(text: string, format: ExpositionFormat): ParsedExposition {
  const page = new Page(text, format);
  try {
    page.read();
  } catch (error) {
    if (!(error instanceof ExpositionError)) throw error;
    return { ok: false, line: lineAt(text, error.at), message: error.message };
  }
  const { families } = page;
  const samples = format === "openmetrics" ? takeStartTimes(page.samples, families) : page.samples;
  return { ok: true, samples, families };
}

class Page {
  readonly samples: ScrapedSample[] = [];
  readonly families = new Map<string, ScrapedFamily>();
  private readonly page: PageScanner;
  private readonly isText: boolean;
  /** Of the last TYPE line, whatever family it was for: so Prometheus decides which bounds it writes anew. */
  private type = "unknown";

  constructor(text: string, format: ExpositionFormat) {
    this.page = new PageScanner(format === "text" && !text.endsWith("\n") ? `${text}\n` : text);
    this.isText = format === "text";
  }

  read(): void {
    if (this.isText) this.readText();
    else this.readStrict();
  }

  private readText(): void {
    const { page } = this;
    for (;;) {
      page.take(BLANKS);
      if (page.isAtEnd || page.text[page.at] === "\0") return;
      if (page.is("\n")) continue;
      if (!page.is("#")) this.readSample();
      else if (page.take(SOME_BLANKS) === null) page.line();
      else this.readMeta(page.take(TEXT_META)?.trim() ?? null);
    }
  }

  private readStrict(): void {
    const { page } = this;
    for (;;) {
      if (page.isAtEnd) throw new ExpositionError(page.at, "the page does not end with # EOF");
      if (page.is("# EOF")) {
        page.is("\n");
        if (!page.isAtEnd) throw new ExpositionError(page.at, "there is more after # EOF");
        return;
      }
      if (!page.is("# ")) this.readSample();
      else this.readMeta(page.take(STRICT_META)?.trim() ?? null);
    }
  }

  /** A line of HELP, TYPE or UNIT, or a comment. */
  private readMeta(keyword: string | null): void {
    const { page, isText } = this;
    if (keyword === null) {
      if (!isText) throw page.expected("HELP, TYPE, UNIT or EOF");
      page.line();
      return;
    }
    const quoted = page.take(QUOTED);
    const name = quoted === null ? page.take(METRIC) : unescaped(quoted.slice(1, -1));
    if (name === null) throw page.expected(`a metric name after ${keyword}`);
    const at = page.at;
    if (!isText && page.text[at] !== " ") throw page.expected(`a blank and text after ${keyword} ${name}`);
    const text = page.line().slice(1);
    if (!isText && page.text[page.at - 1] !== "\n") throw page.expected("the end of the line");
    const known = this.families.get(name) ?? UNKNOWN;
    if (keyword === "HELP") this.families.set(name, { ...known, help: this.helpOf(text) });
    else if (keyword === "TYPE") this.families.set(name, { ...known, type: this.typeOf(text, at) });
    else this.families.set(name, { ...known, unit: unitOf(name, text, at) });
  }

  private helpOf(text: string): string {
    return this.isText ? text.replace(/\\[\\n]/g, (found) => (found === "\\n" ? "\n" : "\\")) : unescaped(text);
  }

  private typeOf(text: string, at: number): string {
    const known = this.isText
      ? Object.hasOwn(TEXT_TYPES, text) && TEXT_TYPES[text]
      : STRICT_TYPES.includes(text) && text;
    if (!known) throw new ExpositionError(at, `${JSON.stringify(text)} is not a type of metric`);
    this.type = known;
    return known;
  }

  private readSample(): void {
    const { page, isText } = this;
    const format: ExpositionFormat = isText ? "text" : "openmetrics";
    const from = page.at;
    let name = page.take(METRIC);
    if (isText) page.take(BLANKS);
    let labels: readonly Label[] = [];
    if (page.is("{")) {
      const set = readLabels(page, format, false);
      if (name !== null && set.name !== null) throw new ExpositionError(from, "the metric has two names");
      name ??= set.name;
      labels = set.labels.map((label) => this.withBound(label));
      if (name === null) throw new ExpositionError(from, "the metric has no name");
    }
    if (name === null) throw page.expected("a metric name");
    const value = this.number("a value");
    this.samples.push({ name, labels, value, startMs: null, ...(isText ? this.textEnd() : this.strictEnd()) });
  }

  private withBound(label: Label): Label {
    const [name, text] = label;
    const isBound = (this.type === "histogram" && name === "le") || (this.type === "summary" && name === "quantile");
    const value = isBound ? parseNumber(text) : null;
    return value === null ? label : [name, formatBound(value)];
  }

  private number(what: string): number {
    const { page, isText } = this;
    if (isText) page.take(BLANKS);
    const at = page.at;
    const text = page.take(isText ? VALUE : STRICT_VALUE)?.trim() ?? null;
    if (text === null) throw page.expected(what);
    const value = parseNumber(text);
    if (value === null) throw new ExpositionError(at, `expected ${what}, found ${JSON.stringify(text.slice(0, 40))}`);
    return value;
  }

  /** A timestamp in milliseconds, or none. */
  private textEnd(): Pick<ScrapedSample, "timeMs" | "exemplar"> {
    const { page } = this;
    page.take(BLANKS);
    const digits = page.take(DIGITS);
    page.take(BLANKS);
    if (!page.is("\n"))
      throw page.expected(digits === null ? "a timestamp or the end of the line" : "the end of the line");
    return { timeMs: digits === null ? null : Number(digits), exemplar: null };
  }

  /** A timestamp in seconds, or none, and an exemplar, or none. */
  private strictEnd(): Pick<ScrapedSample, "timeMs" | "exemplar"> {
    const { page } = this;
    const hasExemplar = () => page.is(" # {");
    const first = hasExemplar();
    const timeMs = !first && page.text[page.at] === " " ? this.seconds("a timestamp") : null;
    const exemplar = first || hasExemplar() ? this.exemplar() : null;
    if (!page.is("\n"))
      throw page.isAtEnd
        ? new ExpositionError(page.at, "the page does not end with # EOF")
        : page.expected("the end of the line");
    return { timeMs, exemplar };
  }

  private seconds(what: string): number {
    const at = this.page.at;
    const value = this.number(what);
    if (!Number.isFinite(value)) throw new ExpositionError(at, `${what} cannot be ${value}`);
    return Math.trunc(value * 1000);
  }

  private exemplar(): ScrapedExemplar {
    const { page } = this;
    const { labels } = readLabels(page, "openmetrics", true);
    const value = this.number("a value of the exemplar");
    return { labels, value, timeMs: page.text[page.at] === " " ? this.seconds("a timestamp of the exemplar") : null };
  }
}

function unitOf(name: string, unit: string, at: number): string {
  if (unit !== "" && !name.endsWith(`_${unit}`))
    throw new ExpositionError(at, `the unit ${unit} is not the end of ${name}`);
  return unit;
}
