/**
 * Fields of a YAML document, each read by its name and type. What nobody asked for is named at the end (`close`), so nothing of a file
 * is swallowed. Places are offsets in the text; the report turns them into lines.
 * Errors: never throws; a value of another type is a problem, and reads as if it were not there.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from "yaml";
import type { SloFileProblem } from "./sloFile.ts";

/** What is wrong with a file, and what of it has no meaning here. */
export class FileReport {
  readonly problems: SloFileProblem[] = [];
  readonly notes: SloFileProblem[] = [];
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }
  lineAt(at: number): number {
    return Math.max(1, this.#lines.linePos(at).line);
  }
  problem(at: number, message: string): void {
    this.problems.push({ line: this.lineAt(at), message });
  }
  note(at: number, message: string): void {
    this.notes.push({ line: this.lineAt(at), message });
  }
}

interface Entry {
  readonly at: number;
  readonly node: Node | null;
}

export class Fields {
  readonly report: FileReport;
  readonly what: string;
  /** Where the map begins. */
  readonly at: number;
  readonly #document: Document;
  readonly #entries = new Map<string, Entry>();
  readonly #asked = new Set<string>();
  readonly #inner: Fields[] = [];

  private constructor(document: Document, map: YAMLMap, what: string, report: FileReport) {
    this.#document = document;
    this.what = what;
    this.report = report;
    this.at = map.range?.[0] ?? 0;
    this.#enter(map, new Set());
  }

  /** `<<: *other` (YAML 1.1, as the tools' own parsers read it) brings in what is not written here itself. */
  #enter(map: YAMLMap, entered: Set<YAMLMap>): void {
    entered.add(map);
    const merged: (Node | null)[] = [];
    for (const pair of map.items) {
      const key = pair.key as Node;
      const name = isScalar(key) ? textOf(key) : "";
      const node = resolved(this.#document, pair.value as Node | null);
      if (name === "<<") merged.push(...(isSeq(node) ? (node.items as Node[]) : [node]));
      else if (!this.#entries.has(name)) this.#entries.set(name, { at: key.range?.[0] ?? this.at, node });
    }
    for (const node of merged) {
      const other = resolved(this.#document, node);
      if (isMap(other) && !entered.has(other)) this.#enter(other, entered);
    }
  }

  /** Null when the node is no map. */
  static of(document: Document, node: Node | null, what: string, report: FileReport): Fields | null {
    const whole = resolved(document, node);
    return isMap(whole) ? new Fields(document, whole, what, report) : null;
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }
  has(name: string): boolean {
    return this.#value(name) !== null;
  }
  /** Where a field stands; the map's own place when it is not there. */
  placeOf(name: string): number {
    return this.#entries.get(name)?.at ?? this.at;
  }
  problem(name: string, message: string): void {
    this.report.problem(this.placeOf(name), message);
  }
  note(name: string, message: string): void {
    this.report.note(this.placeOf(name), message);
  }

  /** As it is written; null when it is not there. */
  text(name: string): string | null {
    const node = this.#value(name);
    if (node === null) return null;
    if (isScalar(node)) return textOf(node);
    this.problem(name, `${name} of ${this.what} must be text`);
    return null;
  }
  number(name: string): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    this.problem(name, `${name} of ${this.what} must be a number, not "${text}"`);
    return null;
  }
  flag(name: string): boolean | null {
    const text = this.text(name)?.toLowerCase() ?? null;
    if (text === null) return null;
    if (text === "true" || text === "false") return text === "true";
    this.problem(name, `${name} of ${this.what} must be true or false, not "${text}"`);
    return null;
  }
  fields(name: string, what = `${name} of ${this.what}`): Fields | null {
    const node = this.#value(name);
    if (node === null) return null;
    const fields = Fields.of(this.#document, node, what, this.report);
    if (fields) this.#inner.push(fields);
    else this.problem(name, `${what} must be a map`);
    return fields;
  }
  /** The maps of a list; empty when it is not there. */
  list(name: string, what = `${name} of ${this.what}`): Fields[] {
    return this.#items(name).flatMap((item) => {
      const fields = Fields.of(this.#document, item, what, this.report);
      if (fields) this.#inner.push(fields);
      else this.report.problem(item?.range?.[0] ?? this.placeOf(name), `each of ${what} must be a map`);
      return fields ?? [];
    });
  }
  texts(name: string): string[] {
    return this.#items(name).flatMap((item) => (isScalar(item) ? textOf(item) : []));
  }
  /** Names to texts; a list of texts is joined with commas. */
  labels(name: string): Record<string, string> {
    const inner = this.fields(name);
    if (!inner) return {};
    return Object.fromEntries(
      inner.names.map((key) => {
        const several = inner.texts(key);
        return [key, several.length > 0 ? several.join(",") : (inner.text(key) ?? "")];
      }),
    );
  }
  /** Says that these have no meaning here; why is added to the name. */
  ignore(names: readonly string[], why: string): void {
    for (const name of names) if (this.has(name)) this.note(name, `${name} of ${this.what} is not used: ${why}`);
  }

  /** Takes all of it as understood. */
  forget(): void {
    for (const name of this.names) this.#asked.add(name);
  }

  /** Names every field that nobody asked for, here and below. */
  close(): void {
    for (const [name, { at }] of this.#entries)
      if (!this.#asked.has(name)) this.report.note(at, `${this.what} has no field "${name}" that is known here`);
    for (const fields of this.#inner) fields.close();
  }

  #value(name: string): Node | null {
    this.#asked.add(name);
    const node = this.#entries.get(name)?.node ?? null;
    return isScalar(node) && node.value === null ? null : node;
  }
  #items(name: string): (Node | null)[] {
    const node = this.#value(name);
    if (isSeq(node)) return node.items.map((item) => resolved(this.#document, item as Node | null));
    if (node !== null && !isScalar(node)) this.problem(name, `${name} of ${this.what} must be a list`);
    return [];
  }
}

function resolved(document: Document, node: Node | null): Node | null {
  return isAlias(node) ? ((node.resolve(document) as Node | undefined) ?? null) : node;
}

/** YAML reads `1.10` and `yes` as a number and a boolean; what was written is meant. */
function textOf(scalar: { readonly value: unknown; readonly source?: string }): string {
  return typeof scalar.value === "string" ? scalar.value : (scalar.source ?? String(scalar.value));
}
