/**
 * The rule files of a folder (`.yml`, `.yaml`, `.rules`, also in folders within), read again when they change. A file that is refused
 * keeps the rules it had before, if it had any, and its problems are told; the other files go on.
 * Errors: none; a folder that cannot be read is a problem.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { rulesOfFile } from "../../alerting/ruleKeys.ts";
import { parseRuleFile } from "../../promql/ruleFile.ts";
import type { RuleGroup, RuleProblem } from "../../promql/rules.ts";

const LARGEST_FILE_BYTES = 10 * 1024 * 1024;
const IS_RULE_FILE = /\.(ya?ml|rules)$/;

interface KnownFile {
  readonly changed: string;
  readonly groups: readonly RuleGroup[];
  readonly problems: readonly RuleProblem[];
}

export class RuleFiles {
  private known = new Map<string, KnownFile>();
  private folderProblem: RuleProblem | null = null;

  constructor(private readonly folder: string) {}

  get groups(): RuleGroup[] {
    return [...this.known.values()].flatMap(({ groups }) => groups);
  }

  get problems(): RuleProblem[] {
    const ofFiles = [...this.known.values()].flatMap(({ problems }) => problems);
    return this.folderProblem ? [this.folderProblem, ...ofFiles] : ofFiles;
  }

  /** Whether a file that is not taken as it is may have the rule of this key: all may, when the folder cannot be read. */
  mayHold(key: string): boolean {
    if (!key.startsWith("file:")) return false;
    if (this.folderProblem) return true;
    return [...this.known].some(([name, { problems }]) => problems.length > 0 && key.startsWith(rulesOfFile(name)));
  }

  /** Looks what changed; true when something did. */
  async refresh(): Promise<boolean> {
    const found = await this.list();
    const names = [...found.keys()];
    const before = [...this.known.keys()];
    let hasChanged = names.length !== before.length || names.some((name, i) => name !== before[i]);
    const next = new Map<string, KnownFile>();
    for (const [name, changed] of found) {
      const old = this.known.get(name);
      if (old?.changed === changed) {
        next.set(name, old);
        continue;
      }
      hasChanged = true;
      next.set(name, await this.read(name, changed, old));
    }
    this.known = next;
    return hasChanged;
  }

  /** Names within the folder, sorted, each with what changes when the file does. */
  private async list(): Promise<Map<string, string>> {
    try {
      const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => !entry.isDirectory() && IS_RULE_FILE.test(entry.name));
      const names = files.map((entry) => relative(this.folder, join(entry.parentPath, entry.name))).sort();
      const stats = await Promise.all(names.map((name) => stat(join(this.folder, name)).catch(() => null)));
      this.folderProblem = null;
      return new Map(names.map((name, i) => [name, `${stats[i]?.mtimeMs} ${stats[i]?.size} ${stats[i]?.ino}`]));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.folderProblem = { file: this.folder, line: 1, message: `the folder of rules cannot be read: ${why}` };
      return new Map([...this.known].map(([name, { changed }]) => [name, changed]));
    }
  }

  private async read(name: string, changed: string, old: KnownFile | undefined): Promise<KnownFile> {
    const { groups, problems } = await readRuleFile(this.folder, name);
    return { changed, groups: problems.length > 0 ? (old?.groups ?? []) : groups, problems };
  }
}

async function readRuleFile(folder: string, name: string) {
  const refused = (message: string) => ({ groups: [], problems: [{ file: name, line: 1, message }] });
  try {
    const path = join(folder, name);
    if ((await stat(path)).size > LARGEST_FILE_BYTES) return refused("the file is larger than 10 MiB");
    return parseRuleFile(name, await readFile(path, "utf8"));
  } catch (error) {
    return refused(`the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
