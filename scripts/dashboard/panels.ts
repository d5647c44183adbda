/** What is drawn of deploy/grafana.json: a part of Grafana's dashboard model. */
export interface Panel {
  readonly type: string;
  readonly title: string;
  /** In cells of a grid of 24 columns. */
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly Target[];
  readonly fieldConfig: { readonly defaults: FieldConfig };
}

export interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  /** Whether it is asked for the present alone, and not for a range of time. */
  readonly instant?: boolean;
}

export interface FieldConfig {
  readonly unit: string;
  readonly max?: number;
  readonly decimals?: number;
  /** A colour holds from its value on; the first has none. */
  readonly thresholds?: {
    readonly steps: readonly { readonly color: string; readonly value: number | null }[];
  };
  readonly mappings?: readonly { readonly options: Readonly<Record<string, { readonly text: string }>> }[];
  readonly custom?: { readonly fillOpacity: number; readonly stacking?: { readonly mode: string } };
}

/** What Prometheus answered to a target, under its legend. */
export interface Series {
  readonly name: string;
  /** Seconds since 1970, and the value; NaN: there is none. */
  readonly points: readonly (readonly [number, number])[];
}

/** A panel, and the series of all its targets. */
export interface Filled {
  readonly panel: Panel;
  readonly series: readonly Series[];
}
