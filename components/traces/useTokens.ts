"use client";
/** The design tokens' present values, for canvases, which know no CSS variables. A new object when the theme changes. */
import { useEffect, useState } from "react";
import { SLOTS } from "../charts/palette.ts";

const NAMES = [
  ...[
    "canvas",
    "surface",
    "sel",
    "line",
    "line-strong",
    "grid",
    "text-1",
    "text-2",
    "text-3",
    "accent",
    "fail",
    "fail-fill",
  ],
  ...["warn-fill", "font-text"],
  ...Array.from({ length: SLOTS }, (_, i) => `svc-${i + 1}`),
] as const;

/** Token name without its dashes (`text-1`, `svc-7`) -> value. */
export type Tokens = (name: string) => string;

function readTokens(): Tokens {
  const style = getComputedStyle(document.documentElement);
  const values = new Map(NAMES.map((name) => [name as string, style.getPropertyValue(`--${name}`).trim()]));
  return (name) => values.get(name) ?? "";
}

/** null before the first paint in the browser. */
export function useTokens(): Tokens | null {
  const [tokens, setTokens] = useState<Tokens | null>(null);
  useEffect(() => {
    const read = () => setTokens(() => readTokens());
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);
  return tokens;
}
