/**
 * A folder of SLO files -> SLOs, file by file. Knows OpenSLO v1 and v1alpha, Sloth (Prometheus and Kubernetes form) and Pyrra; a file may
 * hold several documents, and OpenSLO's documents may refer to each other across the folder's files.
 * Errors: never throws for any text. A file with a problem is refused as a whole (its SLOs are not given); kinds, fields and plugins without
 * a meaning here are notes. Two SLOs of one name: the later is a problem.
 * Source: OpenSLO README, Sloth's pkg/prometheus/api/v1, Pyrra's v1alpha1.
 */
import { type Document, isMap, LineCounter, type Node, parseAllDocuments } from "yaml";
import { sloProblems } from "../analysis/slo/sloDefaults.ts";
import type { SloBody } from "../model/slo.ts";
import { Fields, FileReport } from "./fileFields.ts";
import type { FindSpec } from "./openslo/openSloAlerting.ts";
import { readOpenSlo } from "./openslo/readOpenSlo.ts";
import { readOpenSloAlpha } from "./openslo/readOpenSloAlpha.ts";
import { readPyrra } from "./pyrra/readPyrra.ts";
import type { ParsedSloFile } from "./sloFile.ts";
import { readSlothKubernetes, readSlothPrometheus } from "./sloth/readSloth.ts";
import { slothBody } from "./sloth/slothBody.ts";
import type { SlothSlo } from "./sloth/slothSlo.ts";

export interface SloFileText {
  /** How it is called in messages: its path in the folder. */
  readonly file: string;
  readonly text: string;
}
export interface ReadSloFile extends ParsedSloFile {
  readonly file: string;
  /** What Sloth would make rules of, of its own files and of OpenSLO v1alpha. */
  readonly slothSlos: readonly SlothSlo[];
}

interface FileDocuments {
  readonly file: string;
  readonly report: FileReport;
  readonly roots: readonly Fields[];
}

export const parseSloFile = (text: string): ReadSloFile =>
  parseSloFiles([{ file: "", text }])[0] ?? { file: "", slos: [], slothSlos: [], problems: [], notes: [] };

export function parseSloFiles(files: readonly SloFileText[]): ReadSloFile[] {
  const documents = files.map(documentsOf);
  const folder = new Folder(documents.flatMap(({ roots }) => roots));
  const read = documents.map((each) => ({ ...each, found: each.roots.flatMap((root) => readDocument(root, folder)) }));
  folder.nameUnused();
  for (const { roots } of documents) for (const root of roots) root.close();
  const names = new Map<string, string>();
  return read.map(({ file, report, found }) => {
    for (const { body, at } of found) {
      const other = names.get(body.name);
      if (other !== undefined)
        report.problem(at, `another SLO is called "${body.name}"${other === file ? "" : ` (in ${other})`}`);
      else names.set(body.name, file);
      for (const { message } of sloProblems(body)) report.problem(at, `${body.name}: ${message}`);
    }
    const { notes } = report;
    const problems = distinct(report.problems);
    if (problems.length > 0) return { file, slos: [], slothSlos: [], problems, notes: distinct(notes) };
    const slothSlos = found.flatMap(({ sloth }) => sloth ?? []);
    return { file, slos: found.map(({ body }) => body), slothSlos, problems, notes: distinct(notes) };
  });
}

const distinct = <T>(items: readonly T[]): T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

function documentsOf({ file, text }: SloFileText): FileDocuments {
  const lines = new LineCounter();
  const report = new FileReport(lines);
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const documents: Document[] = Array.isArray(parsed) ? [...parsed] : [];
  for (const { errors } of documents)
    for (const error of errors) report.problem(error.pos[0], error.message.split("\n", 1)[0] ?? "not valid YAML");
  if (report.problems.length > 0) return { file, report, roots: [] };
  const roots = documents.flatMap((document) => {
    const node = document.contents as Node | null;
    const fields = Fields.of(document, node, "the document", report);
    if (node !== null && !isMap(node) && fields === null)
      report.problem(node.range?.[0] ?? 0, "an SLO file is a map of fields");
    return fields ?? [];
  });
  return { file, report, roots };
}

interface Found {
  readonly body: SloBody;
  readonly sloth: SlothSlo | null;
  readonly at: number;
}

/** `isItem`: it stands in a list, which holds no further lists. */
function readDocument(root: Fields, folder: Folder, isItem = false): Found[] {
  const version = root.text("apiVersion") ?? root.text("version") ?? "";
  const kind = root.text("kind") ?? "";
  const ofSloth = (slos: readonly SlothSlo[]) =>
    slos.map((sloth) => ({ body: slothBody(sloth, root.report), sloth, at: sloth.at }));
  if (kind.endsWith("List") && root.has("items") && !isItem) {
    root.fields("metadata")?.forget();
    return root.list("items", "an item").flatMap((item) => readDocument(item, folder, true));
  }
  if (version === "prometheus/v1") return ofSloth(readSlothPrometheus(root));
  if (version === "sloth.slok.dev/v1" && kind === "PrometheusServiceLevel") return ofSloth(readSlothKubernetes(root));
  if (version.startsWith("pyrra.dev/") && kind === "ServiceLevelObjective") return bodies(readPyrra(root), root);
  if (version === "openslo/v1alpha" && kind === "SLO")
    return readOpenSloAlpha(root).map(({ body, sloth }) => ({ body, sloth, at: root.at }));
  if (version === "openslo/v1" && kind === "SLO") return bodies(readOpenSlo(root, folder.find), root);
  if (version.startsWith("openslo/") && DEFINITIONS.includes(kind)) return [];
  if (version.startsWith("openslo/") && WITHOUT_EFFECT[kind] !== undefined)
    root.report.note(root.at, WITHOUT_EFFECT[kind]);
  else root.report.note(root.at, unknownWords(kind, version));
  root.forget();
  return [];
}

function unknownWords(kind: string, version: string): string {
  if (kind === "") return "this is no SLO in a form that is known here (OpenSLO, Sloth, Pyrra); it is passed over";
  return `the kind "${kind}" of ${version === "" ? "no apiVersion" : version} is not known here; it is passed over`;
}

const bodies = (slos: readonly SloBody[], { at }: Fields): Found[] => slos.map((body) => ({ body, sloth: null, at }));

/** Kinds of OpenSLO that others refer to. */
const DEFINITIONS = ["SLI", "AlertPolicy", "AlertCondition", "DataSource"];
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  AlertNotificationTarget: "who is told is decided by routes, so an AlertNotificationTarget has no effect here",
  Service: "services are those that send telemetry, so a Service has no effect here",
};

/** OpenSLO's documents by kind and name. */
class Folder {
  readonly #specs = new Map<string, { readonly root: Fields; readonly spec: Fields | null }>();
  readonly #used = new Set<string>();

  constructor(roots: readonly Fields[]) {
    for (const root of roots) {
      const kind = root.text("kind") ?? "";
      if (!(root.text("apiVersion") ?? "").startsWith("openslo/") || !DEFINITIONS.includes(kind)) continue;
      const metadata = root.fields("metadata");
      const name = metadata?.text("name") ?? "";
      metadata?.forget();
      const spec = root.fields("spec", `the ${kind} "${name}"`);
      if (name === "" || !spec) root.problem("metadata", `${kind} needs metadata.name and a spec`);
      if (this.#specs.has(`${kind} ${name}`)) root.problem("metadata", `another ${kind} is called "${name}"`);
      if (kind === "DataSource") spec?.forget();
      this.#specs.set(`${kind} ${name}`, { root, spec });
    }
  }

  readonly find: FindSpec = (kind, name) => {
    const key = `${kind} ${name}`;
    this.#used.add(key);
    return this.#specs.get(key)?.spec ?? null;
  };

  /** Definitions that nothing refers to say nothing. */
  nameUnused(): void {
    for (const [key, { root, spec }] of this.#specs) {
      if (this.#used.has(key)) continue;
      root.report.note(root.at, `no SLO of this folder refers to ${key.replace(" ", ' "')}"`);
      spec?.forget();
    }
  }
}
