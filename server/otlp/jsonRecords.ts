/**
 * What of an OTLP/JSON request can be left out by itself, and what was: a record that holds a wrong value, or a group (resource,
 * scope, metric) whose own fields hold one, with all its records. Their neighbours are kept.
 * Shape: counts and the first problem, for `partial_success`; and where it was, so that paths of the decoder, which saw the request
 * without them, can be said as the sender counts.
 */
import type { DecodeIssue } from "../model/columns.ts";
import { fieldOfKey } from "./jsonFields.ts";
import { type JsonProblem, pathText } from "./jsonProblem.ts";
import type { JsonScanner } from "./jsonScanner.ts";
import { MESSAGES, type MessageType, messageType } from "./schema.ts";

const RECORDS: ReadonlySet<MessageType> = new Set(
  [
    "Span",
    "LogRecord",
    "NumberDataPoint",
    "HistogramDataPoint",
    "ExponentialHistogramDataPoint",
    "SummaryDataPoint",
  ].map(messageType),
);

/** Records, and all that holds records at any depth. */
function withHolders(): ReadonlySet<MessageType> {
  const found = new Set(RECORDS);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const type of MESSAGES.values()) {
      if (type.fields.some(({ message }) => message && found.has(message))) found.add(type);
    }
  }
  return found;
}
const HOLDERS = withHolders();

/** Of a record too. */
export const holdsRecords = (type: MessageType) => HOLDERS.has(type);

/** More than a sender would ever repeat a mistake in one request; each costs time and memory. */
export const MOST_LEFT_OUT = 10_000;

interface LeftOut {
  /** Path of the list it stood in, as `resourceSpans[0].scopeSpans`. */
  readonly list: string;
  readonly index: number;
  readonly records: number;
  readonly problem: JsonProblem;
}

export class LeftOutRecords {
  private readonly entries: LeftOut[] = [];

  get length(): number {
    return this.entries.length;
  }

  /** Element `path` of its list, with this many records. */
  add(path: readonly (string | number)[], records: number, problem: JsonProblem): void {
    const list = pathText(path.slice(0, -1));
    this.entries.push({ list, index: Number(path.at(-1)), records, problem });
  }

  /** Forgets what was added since it was this long: the group that held it is left out as a whole. */
  backTo(length: number): void {
    this.entries.length = length;
  }

  /** What was left out, and the decoder's issues with the sender's own paths. */
  join(issues: readonly DecodeIssue[]): DecodeIssue[] {
    const [first] = this.entries;
    if (!first) return [...issues];
    const count = this.entries.reduce((sum, { records }) => sum + records, 0);
    const { path, expected, at } = first.problem;
    const own: DecodeIssue = {
      code: "wrong_value",
      count,
      path,
      message: `${expected[0]?.toUpperCase()}${expected.slice(1)} at byte ${at}.`,
      rejected: true,
    };
    const theirs = issues.map((issue) => ({ ...issue, path: this.sentPath(issue.path) }));
    return count > 0 ? [own, ...theirs] : theirs;
  }

  /** A path through what was kept -> the same place in what was sent. */
  private sentPath(path: string): string {
    let sent = "";
    let from = 0;
    for (const match of path.matchAll(/\[(\d+)\]/g)) {
      sent += path.slice(from, match.index);
      let index = Number(match[1]);
      for (const gone of this.entries) if (gone.list === sent && gone.index <= index) index++;
      sent += `[${index}]`;
      from = match.index + match[0].length;
    }
    return sent + path.slice(from);
  }
}

/** Reads over a record or a group: how many records it holds. Throws JsonProblem. */
export function countRecords(json: JsonScanner, type: MessageType): number {
  const isRecord = RECORDS.has(type);
  if (json.word("null")) return isRecord ? 1 : 0;
  if (isRecord) {
    json.skip();
    return 1;
  }
  let count = 0;
  json.object(() => {
    const field = fieldOfKey(json, type);
    if (json.word("null")) return;
    if (!field?.message || !HOLDERS.has(field.message)) return json.skip();
    const { message } = field;
    const add = () => {
      count += countRecords(json, message);
    };
    json.path.push(field.name);
    field.repeated ? json.array(add) : add();
    json.path.pop();
  });
  return count;
}
