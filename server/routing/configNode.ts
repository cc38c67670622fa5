/**
 * A map of a configuration file under reading: each field is taken once, with the form that is expected, and what nobody took is named
 * at the end by its path, so that nothing of a file is swallowed.
 */
export interface ConfigNotes {
  /** Fields that we have nothing for. */
  readonly unknown: string[];
  /** What cannot be read. */
  readonly problems: string[];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export class ConfigNode {
  readonly path: string;
  private readonly notes: ConfigNotes;
  private readonly fields: Map<string, unknown>;

  constructor(value: unknown, path: string, notes: ConfigNotes) {
    this.path = path;
    this.notes = notes;
    if (value !== undefined && value !== null && !isMap(value)) notes.problems.push(`${path || "The file"} is no map.`);
    this.fields = new Map(isMap(value) ? Object.entries(value) : []);
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  private take(name: string): unknown {
    const value = this.fields.get(name);
    this.fields.delete(name);
    return value ?? undefined;
  }

  private at(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }

  problem(name: string, words: string): void {
    this.notes.problems.push(`${this.at(name)} ${words}`);
  }

  /** Names what was not taken. */
  end(): void {
    for (const name of this.fields.keys()) this.notes.unknown.push(this.at(name));
    this.fields.clear();
  }

  text(name: string): string | undefined {
    const value = this.take(name);
    if (typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    if (value !== undefined) this.problem(name, "is no text.");
    return undefined;
  }

  flag(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === "boolean") return value;
    this.problem(name, "is neither true nor false.");
    return undefined;
  }

  count(name: string): number | undefined {
    const value = this.take(name);
    if (value === undefined || (typeof value === "number" && Number.isInteger(value) && value >= 0)) return value;
    this.problem(name, "is no whole number.");
    return undefined;
  }

  private list(name: string): unknown[] {
    const value = this.take(name);
    if (Array.isArray(value)) return value;
    if (value !== undefined) this.problem(name, "is no list.");
    return [];
  }

  texts(name: string): string[] | undefined {
    if (!this.has(name)) return undefined;
    const list = this.list(name);
    if (list.every((one) => typeof one === "string" || typeof one === "number")) return list.map(String);
    this.problem(name, "is no list of texts.");
    return [];
  }

  nodes(name: string): ConfigNode[] {
    return this.list(name).map((one, at) => new ConfigNode(one, `${this.at(name)}[${at}]`, this.notes));
  }

  node(name: string): ConfigNode {
    return new ConfigNode(this.take(name), this.at(name), this.notes);
  }

  /** Of a map from text to text. */
  pairs(name: string): [string, string][] {
    const value = this.take(name);
    if (value === undefined) return [];
    if (isMap(value)) return Object.entries(value).map(([key, text]) => [key, String(text)]);
    this.problem(name, "is no map.");
    return [];
  }
}
