/**
 * Documents that cannot go stale unnoticed: a path named in Markdown exists, every setting is documented, every script too.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const MARKDOWN = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...["app", "components", "server", "prisma", "public", "e2e", "demo", "bench"]
    .map((folder) => `${folder}/README.md`)
    .filter((path) => existsSync(join(ROOT, path))),
];
const PATH = /`((?:app|components|server|prisma|public|e2e|demo|bench)\/[\w./()[\]-]+)`|\]\((?!https?:|#)([^)#]+)/g;

describe("documents", () => {
  it("name only paths that exist", () => {
    const missing = MARKDOWN.flatMap((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      const base = join(ROOT, file, "..");
      return [...text.matchAll(PATH)]
        .filter((match) => !existsSync(match[1] ? join(ROOT, match[1]) : join(base, match[2] ?? "")))
        .map((match) => `${file}: ${match[1] ?? match[2]}`);
    });
    expect(missing).toEqual([]);
  });

  it("document every setting", () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const config = readFileSync(join(ROOT, "server/config.ts"), "utf8");
    const keys = [...config.slice(config.indexOf("const ENVIRONMENT")).matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
      (match) => match[1] ?? "",
    );
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter((key) => !readme.includes(`\`${key}\``))).toEqual([]);
  });

  it("document every script", () => {
    const readme = readFileSync(join(ROOT, "README.md"), "utf8");
    const scripts = Object.keys(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts);
    const command = (script: string) => (["start", "test"].includes(script) ? `npm ${script}` : `npm run ${script}`);
    expect(scripts.filter((script) => !readme.includes(command(script)))).toEqual([]);
  });
});
