/** One line of the bench's table. */
export interface Figure {
  readonly figure: string;
  readonly measured: string;
  /** What it is meant to be. */
  readonly reach: string;
  /** undefined: only reported, there is nothing to reach. */
  readonly ok?: boolean;
}

/** A part of the bench that can be run alone. */
export interface Part {
  readonly name: string;
  /** Runs in real time and mostly waits, so that such parts run at once without disturbing each other. */
  readonly waits?: boolean;
  run(): Promise<Figure[]>;
}

/** A figure that must not be above `most`. */
export function atMost(figure: string, value: number, most: number, unit: Unit = {}): Figure {
  return compared(figure, value, most, { sign: '≤', ok: value <= most, ...unit });
}

/** A figure that must not be below `least`. */
export function atLeast(figure: string, value: number, least: number, unit: Unit = {}): Figure {
  return compared(figure, value, least, { sign: '≥', ok: value >= least, ...unit });
}

/** A figure without a mark to reach. */
export function reported(figure: string, measured: string): Figure {
  return { figure, measured, reach: '–' };
}

/** A command's peak memory, in MiB; undefined where the system does not tell. */
export function memory(figure: string, mib: number | undefined, from?: string): Figure {
  if (!mib) return reported(figure, 'not told by this system');
  return atMost(figure, mib, 250, { unit: ' MiB', digits: 0, ...(from && { from }) });
}

interface Unit {
  /** After the number, such as ` ms`. */
  readonly unit?: string;
  /** Decimals; default 2. */
  readonly digits?: number;
  /** What the number was made of. */
  readonly from?: string;
}

function compared(
  figure: string,
  value: number,
  mark: number,
  { unit = '', digits = 2, from, sign, ok }: Unit & { sign: string; ok: boolean },
): Figure {
  const measured = `${value.toFixed(digits)}${unit}${from ? ` (${from})` : ''}`;
  return { figure, measured, reach: `${sign} ${mark.toLocaleString('en')}${unit}`, ok };
}

const HEAD = { figure: 'figure', measured: 'measured', reach: 'reach', verdict: '' };

/** The figures as a table for a terminal. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(one => ({ ...one, verdict: verdict(one.ok) }))];
  const width = (key: 'figure' | 'measured' | 'reach') => Math.max(...rows.map(row => row[key].length));
  const [figure, measured, reach] = [width('figure'), width('measured'), width('reach')];
  const lines = rows.map(row =>
    [row.figure.padEnd(figure), row.measured.padEnd(measured), row.reach.padEnd(reach), row.verdict]
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, '─'.repeat(figure + measured + reach + 12));
  return lines.join('\n');
}

function verdict(ok: boolean | undefined): string {
  if (ok === undefined) return '';
  return ok ? 'ok' : 'missed';
}
