/** Colours of the theme in force: `var(--name)` anywhere in plain data -> its value in the document. A canvas knows no variables. */

export function resolveColors<T>(option: T): T {
  const style = getComputedStyle(document.documentElement);
  return replaceVariables(option, (name) => style.getPropertyValue(name).trim()) as T;
}

/** Walks plain objects and arrays; functions and class instances stay as they are. */
export function replaceVariables(value: unknown, read: (name: string) => string): unknown {
  if (typeof value === "string") {
    return value.startsWith("var(") ? value.replace(/^var\((--[\w-]+)\)$/, (_, name: string) => read(name)) : value;
  }
  if (Array.isArray(value)) {
    return typeof value[0] === "number" ? value : value.map((item) => replaceVariables(item, read));
  }
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceVariables(item, read)]));
}
