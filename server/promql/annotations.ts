/**
 * Warnings and infos of one evaluation, each text once. Two of the same text are one, with the place of the later; the place is
 * added when the texts are read ("PromQL info: ... (1:5)").
 * Source: Prometheus util/annotations. The texts are in annotationTexts.ts.
 */
import type { Span } from "./ast.ts";

/** One kind of remark; `merge` and `tail` are for those that count or span several occurrences. */
export interface Annotation {
  readonly severity: "warning" | "info";
  /** With "PromQL warning: " or "PromQL info: ". Equal texts are merged. */
  readonly text: string;
  /** Joins an earlier one of the same text into this. */
  readonly merge?: (earlier: Annotation) => Annotation;
  /** Details shown between text and place, which do not tell annotations apart. */
  readonly tail?: () => string;
}

export class Annotations {
  private readonly byText = new Map<string, { annotation: Annotation; span: Span }>();

  add(annotation: Annotation, span: Span): void {
    const earlier = this.byText.get(annotation.text);
    const merged = earlier && annotation.merge ? annotation.merge(earlier.annotation) : annotation;
    this.byText.set(annotation.text, { annotation: merged, span });
  }

  /** Texts with their places in the query's text. Without the text all is taken to stand on its first line. */
  texts(severity: Annotation["severity"], query: string | null): string[] {
    return [...this.byText.values()]
      .filter(({ annotation }) => annotation.severity === severity)
      .map(({ annotation, span }) => `${annotation.text}${annotation.tail?.() ?? ""} (${place(span, query)})`);
  }
}

function place(span: Span, query: string | null): string {
  const before = (query ?? "").slice(0, span.from);
  const lineBreak = before.lastIndexOf("\n");
  return `${before.split("\n").length}:${span.from - lineBreak}`;
}

/** At most `most` texts, and a last one that says how many were left out; as the HTTP API of Prometheus answers. */
export function limitTexts(texts: readonly string[], most: number, severity: Annotation["severity"]): string[] {
  if (texts.length <= most) return [...texts];
  return [...texts.slice(0, most), `${texts.length - most} more ${severity} annotations omitted`];
}
