/** Which versions run, in words: "16 on 2.14.1", "12 on 2.14.1, 4 on 2.13.4". Most instances first. */

export function versionsSentence(instances: readonly { readonly version: string }[]): string {
  const counts = new Map<string, number>();
  for (const { version } of instances) counts.set(version, (counts.get(version) ?? 0) + 1);
  if (counts.size === 0) return "none sent anything in this window";
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([version, count]) => `${count} ${version ? `on ${version}` : "that name no version"}`)
    .join(", ");
}
