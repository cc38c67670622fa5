/**
 * `npm run eval -- KIND PATH...`: reference cases written by others, sent through the very code the product uses.
 * Prints each failing case with what was expected and what came, ends with `N passed, N failed`, and exits with 1 when any failed
 * (or when there was none to try).
 */
import type { Evaluate } from "./cases.ts";
import { evalOtlp } from "./otlp.ts";
import { evalPromql } from "./promql.ts";
import { evalRules } from "./rules.ts";
import { evalSloth } from "./sloth.ts";

const KINDS: Readonly<Record<string, Evaluate>> = {
  otlp: evalOtlp,
  promql: evalPromql,
  rules: evalRules,
  sloth: evalSloth,
};
const MOST_SHOWN = 5;

async function main([kind = "", ...paths]: readonly string[]): Promise<number> {
  const evaluate = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!evaluate || paths.length === 0) {
    console.error(`npm run eval -- KIND PATH...; KIND is one of: ${Object.keys(KINDS).join(", ")}.`);
    return 1;
  }
  let passed = 0;
  let failed = 0;
  for await (const { name, failures } of evaluate(paths)) {
    if (failures.length === 0) {
      passed++;
      continue;
    }
    failed++;
    console.log(`FAILED ${name}`);
    for (const failure of failures.slice(0, MOST_SHOWN)) console.log(`  ${failure}`);
    if (failures.length > MOST_SHOWN) console.log(`  and ${failures.length - MOST_SHOWN} more`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
