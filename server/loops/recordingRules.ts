/**
 * Recording rules as a job of the leader: every group at its own instants, each instant once.
 * A group's instants are multiples of its interval, moved by an offset of its own so that not all come at once. After a gap the
 * instants missed are made up for, as far as the last hour and 240 of them: the samples they need are stored. What lies further back
 * is left out.
 * Source: Prometheus rules/group.go (EvalTimestamp).
 */
import type { Log } from "../log.ts";
import type { RulesReport } from "../promql/rules.ts";
import { RecordingFiles } from "./recordingFiles.ts";
import { RecordingGroup, type RecordingTools } from "./recordingGroup.ts";
import type { Job } from "./repeat.ts";

const LOOK_EACH_MS = 5_000;
const LONGEST_WAIT_MS = 1_000;
const CATCH_UP_MS = 3_600_000;
const CATCH_UP_INSTANTS = 240;

export interface RecordingOptions extends RecordingTools {
  readonly folder: string;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface RecordingRules {
  readonly job: Job;
  report(): RulesReport;
}

export function createRecordingRules(options: RecordingOptions): RecordingRules {
  const files = new RecordingFiles(options.folder);
  let groups = new Map<string, RecordingGroup>();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let hasChanged = false;
  const look = async (nowMs: number) => {
    if (Math.abs(nowMs - lookedAtMs) < LOOK_EACH_MS) return;
    hasChanged = (await files.refresh()) || hasChanged;
    if (hasChanged) groups = await regroup(options, files, groups, nowMs);
    [hasChanged, lookedAtMs] = [false, nowMs];
  };
  const step = async () => {
    const nowMs = options.now();
    await look(nowMs);
    let waitMs = LONGEST_WAIT_MS;
    for (const group of groups.values()) {
      const dueMs = nextInstant(group, nowMs);
      if (dueMs <= nowMs) await group.evaluate(options, dueMs, () => performance.now());
      waitMs = Math.min(waitMs, Math.max(0, nextInstant(group, nowMs) - options.now()));
    }
    return waitMs;
  };
  const report = () => ({ groups: [...groups.values()].map((group) => group.report), problems: files.problems });
  return { job: { name: "evaluate recording rules", step }, report };
}

/** Groups as the files have them now, going on where those of the same name stood; the others end. */
async function regroup(
  options: RecordingOptions,
  files: RecordingFiles,
  before: ReadonlyMap<string, RecordingGroup>,
  nowMs: number,
): Promise<Map<string, RecordingGroup>> {
  for (const { file, line, message } of files.problems) options.log.warn({ file, line }, `${file}:${line}: ${message}`);
  const groups = new Map<string, RecordingGroup>();
  for (const found of files.groups) {
    const group = new RecordingGroup(found);
    const earlier = before.get(group.key);
    if (earlier) group.takeOver(earlier);
    else await group.resume(options, nowMs);
    groups.set(group.key, group);
  }
  for (const [key, group] of before) if (!groups.has(key)) await group.end(options, nowMs);
  const rules = files.groups.reduce((sum, group) => sum + group.rules.length, 0);
  options.log.info({ groups: groups.size, rules }, "the rules were read");
  return groups;
}

/** When a group is to be evaluated next: maybe in the past, when it lags behind. */
function nextInstant(group: RecordingGroup, nowMs: number): number {
  const { intervalMs } = group.group;
  const offsetMs = offsetOf(group.key, intervalMs);
  const latestMs = Math.floor((nowMs - offsetMs) / intervalMs) * intervalMs + offsetMs;
  if (group.lastMs === null) return latestMs;
  const goesOnMs = Math.floor((group.lastMs - offsetMs) / intervalMs) * intervalMs + offsetMs + intervalMs;
  const backMs = Math.min(CATCH_UP_MS, CATCH_UP_INSTANTS * intervalMs);
  return Math.max(goesOnMs, latestMs - Math.floor(backMs / intervalMs) * intervalMs);
}

/** FNV-1a of the group's name, so that it is the same in every process. */
function offsetOf(key: string, intervalMs: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % intervalMs;
}
