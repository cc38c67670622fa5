/**
 * Attribute filters as people write them and as the URL keeps them: `http.route="/cart"`, `retry=3`, `ratio=0.5`, `cached=true`.
 * A value in quotes (JSON) is a string; bare true and false are booleans, bare digits integers, other numbers doubles, anything else a string.
 */
export interface AttributeEquals {
  readonly key: string;
  readonly type: "string" | "int" | "double" | "bool";
  readonly text: string;
}

/** The filter in this text, or null when it is not `key=value`. */
export function parseAttributeFilter(written: string): AttributeEquals | null {
  const equals = written.indexOf("=");
  const key = written.slice(0, equals).trim();
  const value = written.slice(equals + 1).trim();
  if (equals < 1 || key === "" || value === "") return null;
  if (value.startsWith('"')) {
    const text = quoted(value);
    return text === null ? null : { key, type: "string", text };
  }
  if (value === "true" || value === "false") return { key, type: "bool", text: value };
  if (/^-?\d{1,19}$/.test(value)) return { key, type: "int", text: value };
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return { key, type: "double", text: value };
  return { key, type: "string", text: value };
}

function quoted(value: string): string | null {
  try {
    const text: unknown = JSON.parse(value);
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}

/** The text that `parseAttributeFilter` reads back as the same filter. */
export function writeAttributeFilter({ key, type, text }: AttributeEquals): string {
  if (type === "string") return `${key}=${JSON.stringify(text)}`;
  return type === "double" && /^-?\d+$/.test(text) ? `${key}=${text}.0` : `${key}=${text}`;
}
