/**
 * `npm run bench [-- NAME [ARGUMENT ...]]`: figures, one line each. Without a name every bench runs in turn.
 * A bench is a function of the remaining arguments; what it prints goes into bench/RESULTS.md with command, date and machine.
 */
const BENCHES: Readonly<Record<string, (rest: readonly string[]) => Promise<void>>> = {
  store: async (rest) => (await import("./store.ts")).benchStore(rest),
  ingest: async (rest) => (await import("./ingest.ts")).benchIngest(rest),
  derived: async () => (await import("./derived.ts")).benchDerived(),
};

async function main([name, ...rest]: readonly string[]): Promise<number> {
  const chosen = name === undefined ? Object.values(BENCHES) : [BENCHES[name]];
  for (const bench of chosen) {
    if (!bench) {
      console.error(`There is no bench "${name}"; there are ${Object.keys(BENCHES).join(", ")}.`);
      return 1;
    }
    await bench(rest);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));

export {};
