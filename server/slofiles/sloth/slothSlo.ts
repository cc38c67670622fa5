/**
 * An SLO as Sloth has it: what its generator makes rules of.
 * Units: objective in percent, as written, since Sloth's rules carry the very digits of its arithmetic.
 * Source: Sloth's pkg/prometheus/api/v1 and pkg/kubernetes/api/sloth/v1.
 */

export interface SlothAlert {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export type SlothSli =
  | { readonly kind: "events"; readonly errorQuery: string; readonly totalQuery: string }
  | { readonly kind: "raw"; readonly errorRatioQuery: string };

export interface SlothPlugins {
  /** The default ones are not run. */
  readonly overridesDefaults: boolean;
  readonly ids: readonly string[];
}

/** How Sloth was started, which stands in the rules. */
export type SlothMode = "cli-gen-prom" | "cli-gen-k8s" | "cli-gen-openslo";

export interface SlothSlo {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly description: string;
  readonly objectivePercent: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly sli: SlothSli;
  readonly periodMs: number;
  /** Null: switched off. */
  readonly page: SlothAlert | null;
  readonly ticket: SlothAlert | null;
  readonly plugins: SlothPlugins;
  readonly mode: SlothMode;
  readonly spec: string;
  /** Where it stands in its file. */
  readonly at: number;
}

/** Sloth's own, which it runs unless told otherwise. */
export const CORE_PLUGINS = {
  validate: "sloth.dev/core/validate/v1",
  sliRules: "sloth.dev/core/sli_rules/v1",
  metadataRules: "sloth.dev/core/metadata_rules/v1",
  alertRules: "sloth.dev/core/alert_rules/v1",
} as const;
/** Those that only look, or do nothing. */
const SILENT_PLUGINS: readonly string[] = [
  "sloth.dev/core/debug/v1",
  "sloth.dev/core/noop/v1",
  "sloth.dev/contrib/validate_victoria_metrics/v1",
];
const KNOWN_PLUGINS: readonly string[] = [...Object.values(CORE_PLUGINS), ...SILENT_PLUGINS];

export const unknownPlugins = ({ ids }: SlothPlugins): string[] => [
  ...new Set(ids.filter((id) => !KNOWN_PLUGINS.includes(id))),
];

/** Whether a plugin of the defaults is run. */
export const runsPlugin = ({ overridesDefaults, ids }: SlothPlugins, id: string): boolean =>
  !overridesDefaults || ids.includes(id);
