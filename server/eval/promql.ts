/**
 * Kind `promql`: queries with their results, by other people. Knows promqltest files (.test; a case is one `eval`) and corpus files
 * (.json.gz; a case is one query); folders are walked in order of name. The queries run through the very parser and evaluator the
 * product uses, over series in memory.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { memorySource } from "../promql/memorySource.ts";
import type { CaseResult } from "./cases.ts";
import { runCorpus } from "./promqlCorpus.ts";
import { parsePromqltest } from "./promqltest/parseFile.ts";
import { runEval } from "./promqltest/runEval.ts";
import { PromqltestStorage } from "./promqltest/storedSeries.ts";

const KNOWN_FILE = /\.(test|json\.gz)$/;

export async function* evalPromql(paths: readonly string[]): AsyncGenerator<CaseResult> {
  for (const file of filesBelow(paths)) {
    try {
      yield* file.endsWith(".gz") ? runCorpus(file, gunzipSync(readFileSync(file)).toString()) : runFile(file);
    } catch (cause) {
      yield { name: file, failures: [`cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`] };
    }
  }
}

function filesBelow(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    const inside = readdirSync(path).sort();
    return filesBelow(inside.map((name) => join(path, name))).filter((file) => KNOWN_FILE.test(file));
  });
}

async function* runFile(file: string): AsyncGenerator<CaseResult> {
  const storage = new PromqltestStorage();
  for (const command of parsePromqltest(readFileSync(file, "utf8"))) {
    if (command.kind === "clear") storage.clear();
    else if (command.kind === "load") storage.load(command);
    else {
      const name = `${file}:${command.line} ${command.expr}`;
      yield { name, failures: await settled(runEval(command, memorySource(storage.series()))) };
    }
  }
}

/** An error of the product itself is a failure of the case. */
async function settled(failures: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await failures;
  } catch (cause) {
    return [cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)];
  }
}
