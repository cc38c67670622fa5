/**
 * The rules that come with the product. A person switches each on and off by its name; the Watchdog alone is off until then. A rule whose
 * metrics nobody sends is never more than a query without an answer.
 */
import type { AlertRule } from "../model/alert.ts";
import { HOST_RULES } from "./builtinRulesHosts.ts";
import { KUBERNETES_RULES } from "./builtinRulesKubernetes.ts";
import { RESOURCE_RULES } from "./builtinRulesResources.ts";
import { SERVICE_RULES } from "./builtinRulesServices.ts";
import { CONSOLE_RULES, TELEMETRY_RULES } from "./builtinRulesTelemetry.ts";

export const BUILTIN_RULES: readonly AlertRule[] = [
  ...SERVICE_RULES,
  ...RESOURCE_RULES,
  ...HOST_RULES,
  ...KUBERNETES_RULES,
  ...TELEMETRY_RULES,
  ...CONSOLE_RULES,
];
