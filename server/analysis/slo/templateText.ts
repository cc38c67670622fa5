/** Text that people typed, made safe for alert rules: their labels' values and annotations are templates in Go's syntax. */

/** Expanded, it is the text itself. */
export const templateLiteral = (text: string): string => text.replace(/\{\{/g, '{{ "{{" }}');

/** A label's name as Prometheus takes it; each character that it does not take becomes an underscore. */
export const promLabelName = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d|$)/, "_");

/** Labels as an alert rule may carry them. */
export const ruleLabels = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [promLabelName(name), templateLiteral(value)]));
