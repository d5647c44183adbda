import { parse } from 'yaml';
import { read } from '../docs/pages.ts';

/** A rule of deploy/alerts.yaml. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to hold, such as `15m`. */
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

export const alerts: readonly Alert[] = parse(read('deploy/alerts.yaml')).groups.flatMap(
  ({ rules }: { rules: Alert[] }) => rules,
);

/** What each alert says, and when it fires. */
export const alertRows = (): string[][] =>
  alerts.map(({ alert, expr, annotations, ...rule }) => [
    `\`${alert}\``,
    `\`${expr.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').trim()}\`${rule.for ? ` for ${rule.for}` : ''}`,
    annotations.summary,
  ]);
