/** A row's share of failures and its p95: of the window; where they are what is wrong, of now and in the colour of its status. */
import { formatSeconds } from "../format/formatDuration.ts";
import { formatRatio } from "../format/formatNumbers.ts";
import { errorTrouble, type Judged, slowTrouble, type Trouble } from "./healthWords.ts";

type Row = Judged & { readonly errorRatio: number | null; readonly p95Seconds: number | null };

export const FailingRatio = ({ row }: { row: Row }) => (
  <Judgement text={formatRatio(row.errorRatio)} trouble={errorTrouble(row)} />
);

export const JudgedP95 = ({ row }: { row: Row }) => (
  <Judgement text={formatSeconds(row.p95Seconds)} trouble={slowTrouble(row)} />
);

function Judgement({ text, trouble }: { text: string; trouble: Trouble | null }) {
  if (!trouble) return text;
  const color = trouble.tone === "fail" ? "text-fail" : "text-warn";
  return (
    <span className={`font-medium ${color}`} title={`now ${trouble.text}, over the window ${text}`}>
      {trouble.text}
    </span>
  );
}
