/** The unit of a query's values as its text gives it away: names end in their unit, rates are per second. */
import type { PanelUnit } from "./panelSpec.ts";

export function guessUnit(expr: string): PanelUnit {
  const text = expr.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "");
  const isRate = /\b(rate|irate|deriv)\s*\(/.test(text);
  if (/\bhistogram_quantiles?\s*\(/.test(text)) return unitOfName(text) ?? "plain";
  if (/\bcount(_values)?\b\s*(by|without|\()/.test(text)) return "count";
  // A quotient of two like things is a share of one, or something only its author can name.
  if (/\)\s*\/\s*/.test(text)) return isRate && !/_sum\b/.test(text) ? "ratio" : (unitOfName(text) ?? "plain");
  const unit = unitOfName(text);
  if (!isRate) return unit ?? "plain";
  if (unit === "bytes") return "bytesPerSecond";
  if (unit === "seconds" && !/_(count|bucket)\b/.test(text)) return "plain";
  return "perSecond";
}

function unitOfName(text: string): PanelUnit | null {
  const name = /[a-zA-Z_:]\w*?_(seconds|bytes|ratio|celsius)(?:_total|_sum|_bucket|_count)?\b/.exec(text);
  switch (name?.[1]) {
    case "seconds":
      return "seconds";
    case "bytes":
      return "bytes";
    case "ratio":
      return "ratio";
    case "celsius":
      return "celsius";
    default:
      return null;
  }
}
