/** Span kinds in the words of the screens; index is OTLP's number. */
const WORDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

/** "server"; an unknown number as it came. */
export function spanKindWord(kind: number): string {
  return WORDS[kind] ?? `kind ${kind}`;
}
