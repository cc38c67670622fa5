/**
 * What the product says about itself to Prometheus: metric families as plain data, their text form, and the text forms of several
 * roles merged into one with a label `role`.
 * Source: the Prometheus text exposition format 0.0.4 (all lines of one metric stand together). Units in names.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** `suffix` is "_bucket", "_sum" or "_count" for a histogram. */
  readonly samples: readonly {
    readonly suffix?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

const escapeLabel = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");

function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

/** The text form of these families. */
export function renderExposition(families: readonly MetricFamily[]): string {
  return families
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(({ suffix = "", labels = {}, value }) => {
        const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
        return `${name}${suffix}${pairs.length ? `{${pairs.join(",")}}` : ""} ${numberText(value)}\n`;
      });
      return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join("")}`;
    })
    .join("");
}

function labelled(line: string, label: string): string {
  const brace = line.indexOf("{");
  const blank = line.indexOf(" ");
  if (brace >= 0 && brace < blank) {
    const empty = line[brace + 1] === "}";
    return `${line.slice(0, brace + 1)}${label}${empty ? "" : ","}${line.slice(brace + 1)}`;
  }
  return `${line.slice(0, blank)}{${label}}${line.slice(blank)}`;
}

/** Several text forms in one; each sample gains the labels `role` and `instance`. */
export function mergeExpositions(
  parts: readonly { readonly role: string; readonly instance: string; readonly text: string }[],
): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const { role, instance, text } of parts) {
    const label = `role="${escapeLabel(role)}",instance="${escapeLabel(instance)}"`;
    let family = { head: [] as string[], samples: [] as string[] };
    for (const line of text.split("\n").filter(Boolean)) {
      const named = /^# (?:HELP|TYPE) (\S+)/.exec(line);
      if (!named) {
        family.samples.push(labelled(line, label));
        continue;
      }
      const name = named[1] ?? "";
      family = families.get(name) ?? { head: [], samples: [] };
      families.set(name, family);
      if (!family.head.some((known) => known.split(" ")[1] === line.split(" ")[1])) family.head.push(line);
    }
  }
  return [...families.values()].map(({ head, samples }) => `${[...head, ...samples].join("\n")}\n`).join("");
}

/** Families about this process; call once, then read as often as wished. */
export function watchProcess(): () => MetricFamily[] {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const startedSeconds = Date.now() / 1000 - process.uptime();
  const one = (name: string, help: string, type: "counter" | "gauge", value: number): MetricFamily => ({
    name,
    help,
    type,
    samples: [{ value }],
  });
  return () => {
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage();
    const families = [
      one("process_cpu_seconds_total", "CPU time used, in seconds.", "counter", (cpu.user + cpu.system) / 1e6),
      one("process_resident_memory_bytes", "Resident memory.", "gauge", memory.rss),
      one("process_start_time_seconds", "Start, in seconds since 1970.", "gauge", startedSeconds),
      one("nodejs_heap_size_used_bytes", "JavaScript heap in use.", "gauge", memory.heapUsed),
      one("nodejs_external_memory_bytes", "Memory of buffers outside the heap.", "gauge", memory.external),
      one(
        "nodejs_eventloop_lag_p99_seconds",
        "99th percentile of the loop's delay.",
        "gauge",
        delay.percentile(99) / 1e9,
      ),
    ];
    delay.reset();
    return families;
  };
}
