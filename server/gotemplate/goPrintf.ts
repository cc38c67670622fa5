/**
 * Go's Sprintf for what templates hold: text, floats, integers, truth, lists and maps of them. What does not fit is shown in the text, as
 * Go shows it (`%!d(string=hi)`), and is no error.
 * Source: Go's fmt (doc.go, print.go, format.go).
 */
import { formatFloat } from "./goFloat.ts";
import { printed } from "./goPrint.ts";
import { byteLength, quoted, quotedRune } from "./goText.ts";
import { checkLength, coreOf, isList, isMap, TemplateObject, type TemplateValue, typeNameOf } from "./templateValue.ts";

interface Spec {
  readonly flags: string;
  readonly width: number | null;
  readonly precision: number | null;
  readonly verb: string;
}
const DIRECTIVE = /%([-+# 0]*)(?:\[(\d+)\])?(\*|\d+)?(?:\.(?:\[(\d+)\])?(\*|\d*))?(?:\[(\d+)\])?/y;
/** Widths and precisions beyond are refused by Go too. */
const MOST_WIDTH = 100_000;

export function sprintf(format: string, values: readonly TemplateValue[]): string {
  const state = new Formatting(values);
  let [text, at] = ["", 0];
  for (;;) {
    const percent = format.indexOf("%", at);
    if (percent < 0) break;
    text += format.slice(at, percent);
    const [formatted, end] = state.directive(format, percent);
    text += formatted;
    at = end;
    checkLength(text.length);
  }
  return text + format.slice(at) + state.extra();
}

class Formatting {
  private next = 0;
  private isReordered = false;

  constructor(private readonly values: readonly TemplateValue[]) {}

  /** The text of what stands at `start`, and where it ends. */
  directive(format: string, start: number): [string, number] {
    DIRECTIVE.lastIndex = start;
    const match = DIRECTIVE.exec(format);
    const [whole = "%", flags = "", widthIndex, widthText, precisionIndex, precisionText, valueIndex] = match ?? [];
    const at = start + whole.length;
    const verb = String.fromCodePoint(format.codePointAt(at) ?? 0);
    if (at >= format.length) return ["%!(NOVERB)", format.length];
    const end = at + verb.length;
    this.move(widthIndex);
    const width = this.size(widthText);
    this.move(precisionIndex);
    const precision = precisionText === "" ? 0 : this.size(precisionText);
    this.move(valueIndex);
    if (width === "bad") return ["%!(BADWIDTH)", end];
    if (precision === "bad") return ["%!(BADPREC)", end];
    if (verb === "%") return ["%", end];
    if (this.next < 0 || (this.isReordered && this.next >= this.values.length)) return [`%!${verb}(BADINDEX)`, end];
    if (this.next >= this.values.length) return [`%!${verb}(MISSING)`, end];
    const value = this.values[this.next++] ?? null;
    const isLeft = width !== null && width < 0;
    const spec = {
      flags: isLeft ? `${flags}-` : flags,
      width: width === null ? null : Math.abs(width),
      precision,
      verb,
    };
    return [formatted(value, spec), end];
  }

  private move(index: string | undefined): void {
    if (index === undefined) return;
    this.isReordered = true;
    this.next = Number(index) <= this.values.length ? Number(index) - 1 : this.values.length;
  }

  private size(text: string | undefined): number | null | "bad" {
    if (text === undefined) return null;
    const value = text === "*" ? this.values[this.next++] : BigInt(text);
    if (typeof value !== "bigint" || value > MOST_WIDTH || value < -MOST_WIDTH) return "bad";
    return Number(value);
  }

  /** Operands nobody asked for. */
  extra(): string {
    if (this.isReordered || this.next >= this.values.length) return "";
    const left = this.values.slice(this.next).map((value) => {
      return value === null ? "<nil>" : `${typeNameOf(value)}=${printed(value)}`;
    });
    return `%!(EXTRA ${left.join(", ")})`;
  }
}

function formatted(value: TemplateValue, given: Spec): string {
  const { verb } = given;
  // %+v says more of structs and nothing of signs.
  const spec = verb === "v" ? { ...given, flags: given.flags.replaceAll("+", "") } : given;
  if (verb === "T") return padded(typeNameOf(value), spec);
  if (value instanceof TemplateObject && value.text !== null && (verb === "v" || verb === "s")) {
    return padded(cut(value.text, spec), spec);
  }
  const core = coreOf(value);
  if (core === null && !(value instanceof TemplateObject))
    return verb === "v" ? padded("<nil>", spec) : `%!${verb}(<nil>)`;
  if (value instanceof TemplateObject && core === null) return structText(value, spec);
  if (isList(core)) return `[${core.map((one) => formatted(one, spec)).join(" ")}]`;
  if (isMap(core)) return mapText(core, spec);
  const text = scalarText(core, spec);
  return text ?? `%!${verb}(${typeNameOf(value)}=${formatted(value, { ...spec, verb: "v" })})`;
}

function structText({ members, text }: TemplateObject, spec: Spec): string {
  if (text !== null) return padded(text, spec);
  const fields = [...members.values()].filter((member) => typeof member !== "function");
  return `{${fields.map((field) => formatted(field, spec)).join(" ")}}`;
}

function mapText(map: ReadonlyMap<string, TemplateValue>, spec: Spec): string {
  const keys = [...map.keys()].sort();
  const entries = keys.map((key) => `${formatted(key, spec)}:${formatted(map.get(key) ?? null, spec)}`);
  return `map[${entries.join(" ")}]`;
}

/** Null: the verb does not suit the value. */
function scalarText(value: Exclude<TemplateValue, TemplateObject>, spec: Spec): string | null {
  switch (typeof value) {
    case "string":
      return textVerb(value, spec);
    case "number":
      return floatVerb(value, spec);
    case "bigint":
      return integerVerb(value, spec);
    case "boolean":
      return spec.verb === "t" || spec.verb === "v" ? padded(String(value), spec) : null;
    default:
      return spec.verb === "v" ? printed(value) : null;
  }
}

function textVerb(text: string, spec: Spec): string | null {
  const has = (flag: string) => spec.flags.includes(flag);
  switch (spec.verb) {
    case "s":
      return padded(cut(text, spec), spec);
    case "v":
      return padded(has("#") ? quoted(text) : cut(text, spec), spec);
    case "q":
      return padded(has("#") && !text.includes("`") ? `\`${text}\`` : quoted(cut(text, spec)), spec);
    case "x":
    case "X": {
      const bytes = [...new TextEncoder().encode(text)].slice(0, spec.precision ?? byteLength(text));
      const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
      const joined = digits.join(has(" ") ? " " : "");
      return padded(spec.verb === "X" ? joined.toUpperCase() : joined, spec);
    }
  }
  return null;
}

const cut = (text: string, { precision }: Spec) =>
  precision === null ? text : Array.from(text).slice(0, precision).join("");

function floatVerb(value: number, spec: Spec): string | null {
  const lower = spec.verb.toLowerCase();
  if (!/^[efgv]$/.test(lower) || spec.verb === "V") return null;
  const format = lower === "v" ? "g" : (lower as "e" | "f" | "g");
  const precision = spec.precision ?? (format === "g" ? -1 : 6);
  const text = formatFloat(value, format, precision);
  const signed = withSign(text.replace(/^\+/, ""), spec, text === "+Inf" && lower === "v");
  return numberPadded(/^[EG]$/.test(spec.verb) ? signed.replace("e", "E") : signed, spec, Number.isFinite(value));
}

function integerVerb(value: bigint, spec: Spec): string | null {
  const point = Number(value);
  switch (spec.verb) {
    case "d":
    case "v":
      return integerText(value, 10, "", spec);
    case "b":
      return integerText(value, 2, "0b", spec);
    case "o":
      return integerText(value, 8, "0", spec);
    case "O":
      return integerText(value, 8, "0o", { ...spec, flags: `${spec.flags}#` });
    case "x":
      return integerText(value, 16, "0x", spec);
    case "X":
      return integerText(value, 16, "0x", spec).toUpperCase();
    case "c":
      return padded(String.fromCodePoint(isPoint(point) ? point : 0xfffd), spec);
    case "q":
      return padded(quotedRune(String.fromCodePoint(isPoint(point) ? point : 0xfffd)), spec);
    case "U":
      return padded(`U+${value.toString(16).toUpperCase().padStart(4, "0")}`, spec);
  }
  return null;
}

const isPoint = (point: number) => point >= 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);

function integerText(value: bigint, base: number, prefix: string, spec: Spec): string {
  const magnitude = (value < 0n ? -value : value).toString(base).padStart(spec.precision ?? 0, "0");
  const shown = spec.flags.includes("#") ? prefix + magnitude : magnitude;
  return numberPadded(withSign((value < 0n ? "-" : "") + shown, spec, false), spec, spec.precision === null);
}

function withSign(text: string, { flags }: Spec, isAlways: boolean): string {
  if (text.startsWith("-")) return text;
  if (flags.includes("+") || isAlways || text === "Inf") return `+${text}`;
  return flags.includes(" ") ? ` ${text}` : text;
}

/** Zeros go between the sign and the digits. */
function numberPadded(text: string, spec: Spec, mayZero: boolean): string {
  const { flags, width } = spec;
  if (width === null || !mayZero || !flags.includes("0") || flags.includes("-"))
    return padded(text, { ...spec, flags: flags.replaceAll("0", "") });
  const sign = /^[-+ ]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function padded(text: string, { flags, width }: Spec): string {
  if (width === null) return text;
  const missing = width - Array.from(text).length;
  if (missing <= 0) return text;
  if (flags.includes("-")) return text + " ".repeat(missing);
  return (flags.includes("0") ? "0" : " ").repeat(missing) + text;
}
