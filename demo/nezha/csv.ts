/**
 * Comma-separated values with quotes (RFC 4180), gzipped, the first line naming the columns.
 * Shape: one object of texts per row; a row of the wrong length is left out.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export type Row = Readonly<Record<string, string>>;

export function* readRows(path: string): Generator<Row> {
  const rows = parseRows(gunzipSync(readFileSync(path)).toString("utf8"));
  const names = rows.next().value;
  if (!names) return;
  for (const cells of rows) {
    if (cells.length === names.length) yield Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  }
}

/** Rows of cells. A quoted cell may hold commas, line ends and doubled quotes. */
export function* parseRows(text: string): Generator<string[], undefined> {
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      let end = text.indexOf('"', at + 1);
      while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
      if (end < 0) end = text.length;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = /[,\n\r]/g;
      end.lastIndex = at;
      const stop = end.exec(text)?.index ?? text.length;
      cell = text.slice(at, stop);
      at = stop;
    }
    cells.push(cell);
    if (text[at] === ",") {
      at++;
      if (at < text.length) continue;
    }
    if (text[at] === "\r") at++;
    at++;
    if (cells.length > 1 || cells[0] !== "") yield cells;
    cells = [];
  }
}
