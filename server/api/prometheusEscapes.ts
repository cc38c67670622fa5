/**
 * Names that do not fit into old selectors and paths, escaped: `U__` before, `__` for an underscore, `_2e_` for a character by its
 * code point. Source: Prometheus common/model (UnescapeName, ValueEncodingEscaping).
 */
const PREFIX = "U__";

/** The name meant; what is not escaped rightly is taken as it is. */
export function unescapeName(name: string): string {
  if (!name.startsWith(PREFIX)) return name;
  const inner = name.slice(PREFIX.length);
  if (!/^(?:[^_]|__|_[0-9a-fA-F]{1,6}_)*$/s.test(inner)) return name;
  const points = [...inner.matchAll(/_([0-9a-fA-F]{1,6})_/g)].map(([, hex]) => Number.parseInt(hex ?? "0", 16));
  if (points.some((point) => point > 0x10ffff || (point >= 0xd800 && point < 0xe000))) return name;
  return inner.replace(/__|_([0-9a-fA-F]{1,6})_/g, (_, hex: string | undefined) =>
    hex === undefined ? "_" : String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
