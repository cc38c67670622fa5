/**
 * A panel as data: what it answers, which PromQL it asks, how it draws the answer. Dashboards, built-in ones and people's own, are
 * lists of these; any panel can be placed on any page.
 * Queries may name `$__interval`, `$__rate_interval`, `$__span_interval` and `$__range` (server/series/steps.ts).
 */

/** What a value means; decides how it is written and where the axis begins. */
export type PanelUnit = "seconds" | "bytes" | "bytesPerSecond" | "perSecond" | "ratio" | "count" | "celsius" | "plain";

export interface PanelQuery {
  /** Unique within the panel. */
  readonly ref: string;
  readonly expr: string;
  /** Name of a series in the legend: text in which `{{label}}` stands for a label's value. Empty: its labels. */
  readonly legend: string;
  /**
   * A band is not drawn as lines: what its values usually keep within is drawn behind the lines, over the whole width. Ask it of the
   * window before: the same query with `offset $__range`.
   */
  readonly role?: "line" | "band";
  /** Lines that show failing have its colour, which no other series may have. */
  readonly tone?: "fail";
}

/** The four golden signals (Site Reliability Engineering, chapter 6). */
export type Signal = "traffic" | "errors" | "latency" | "saturation";

export interface PanelThreshold {
  readonly value: number;
  readonly label: string;
  readonly level: "warn" | "fail";
}

/** What brings numbers that are missing: the text to paste and the place for it. */
export interface PanelSetup {
  /** "Collector's configuration", "shell". */
  readonly where: string;
  readonly text: string;
}

export interface PanelSpec {
  /** Unique within its dashboard; part of links to the panel in full screen. */
  readonly id: string;
  readonly title: string;
  /** One plain sentence: the question that this panel answers. */
  readonly answers: string;
  readonly unit: PanelUnit;
  /** What a rate counts, as in "req" of "340 req/s"; left out: a bare "340 /s". */
  readonly noun?: string;
  /** The query whose last value stands beside the title; its only line unless given. */
  readonly headline?: string;
  readonly draw: "lines" | "stack" | "bars" | "stat" | "heatmap" | "table";
  readonly queries: readonly PanelQuery[];
  readonly thresholds?: readonly PanelThreshold[];
  /** Which golden signal it is: its status stands beside its title (./panelStatus.ts). */
  readonly signal?: Signal;
  /** Columns of the page's twelve at 1440 px; 4 when left out. */
  readonly columns?: 3 | 4 | 6 | 8 | 12;
  /** Said where the numbers are missing: which receiver, instrumentation or setting would bring them. */
  readonly missing: string;
  /** To copy, beside `missing`. */
  readonly setup?: PanelSetup;
  /**
   * A selector whose exemplars are drawn as dots that open their trace, as in `http_server_request_duration_seconds_bucket{job="a"}`;
   * of spans counted here it is `traces_span_metrics_duration_seconds{service_name="a"}`.
   */
  readonly exemplars?: string;
}

export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

export interface DashboardSpec {
  readonly id: string;
  readonly title: string;
  /** The question of the whole page, in one sentence. */
  readonly answers: string;
  readonly rows: readonly DashboardRow[];
}
