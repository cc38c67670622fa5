/**
 * Files of OTLP written by others -> export requests. Knows JSON (also several documents in a row, or one a line), protobuf
 * (.pb, .bin, .binpb) and each of them gzipped; folders are walked in order of name.
 * A JSON document that is no OTLP request is no case; a file that cannot be read at all is one failed case.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Signal } from "../model/columns.ts";
import { decodeLogs } from "../otlp/decodeLogs.ts";
import { decodeMetrics } from "../otlp/decodeMetrics.ts";
import { decodeTraces } from "../otlp/decodeTraces.ts";
import { splitJson } from "./splitJson.ts";

export interface Document {
  /** File, with the number of the document in it when there are several. */
  readonly name: string;
  readonly signal: Signal;
  readonly encoding: "json" | "protobuf";
  readonly body: Uint8Array;
}
export interface Unreadable {
  readonly name: string;
  readonly problem: string;
}

const KNOWN_FILE = /\.(json|jsonl|ndjson|pb|bin|binpb)(\.gz)?$/i;
const SIGNAL_OF_KEY: Readonly<Record<string, Signal>> = {
  resourceSpans: "traces",
  resourceMetrics: "metrics",
  resourceLogs: "logs",
};

/** Every file below these paths that may hold OTLP, in order of name. */
export function filesBelow(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    return filesBelow(
      readdirSync(path)
        .sort()
        .map((name) => join(path, name)),
    ).filter((file) => KNOWN_FILE.test(file));
  });
}

export function documentsOf(file: string): (Document | Unreadable)[] {
  try {
    const raw = readFileSync(file);
    const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
    return /\.(pb|bin|binpb)(\.gz)?$/i.test(file) ? [protobufDocument(file, bytes)] : jsonDocuments(file, bytes);
  } catch (cause) {
    return [{ name: file, problem: cause instanceof Error ? cause.message : String(cause) }];
  }
}

function jsonDocuments(file: string, bytes: Uint8Array): Document[] {
  const documents = splitJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  return documents.flatMap((text, i) => {
    const parsed: unknown = JSON.parse(text);
    const keys = typeof parsed === "object" && parsed !== null ? Object.keys(parsed) : [];
    const signal = keys.flatMap((key) => SIGNAL_OF_KEY[key] ?? [])[0];
    const name = documents.length > 1 ? `${file} (${i + 1})` : file;
    return signal ? [{ name, signal, encoding: "json" as const, body: new TextEncoder().encode(text) }] : [];
  });
}

const EVERYTHING = {
  acceptFromUnixNano: 0n,
  acceptToUnixNano: 2n ** 64n - 1n,
  maxAttributes: 1_000_000,
  maxStringBytes: 2 ** 31,
  maxDepth: 64,
};

/** Protobuf does not name its signal: the file's name may, else the one that decodes with the most records is taken. */
function protobufDocument(file: string, body: Uint8Array): Document {
  const candidates: readonly (readonly [Signal, number])[] = [
    ["traces", countOf(decodeTraces(body, EVERYTHING))],
    ["metrics", countOf(decodeMetrics(body, EVERYTHING))],
    ["logs", countOf(decodeLogs(body, EVERYTHING))],
  ];
  const named = candidates.find(([signal]) => file.toLowerCase().includes(signal.slice(0, -1)));
  const likeliest = [...candidates].sort((a, b) => b[1] - a[1])[0];
  return { name: file, signal: (named ?? likeliest)?.[0] ?? "traces", encoding: "protobuf", body };
}

const countOf = (decoded: { ok: true; columns: { count: number } } | { ok: false }) =>
  decoded.ok ? decoded.columns.count : -1;
