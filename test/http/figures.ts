import { http } from './kit.ts';

/** Figures as Prometheus reads them: by name and labels, such as `snovio_mcp_calls_total{tool="get_balance",outcome="ok"}`. */
export type Figures = ReadonlyMap<string, number>;

/** Asks a server for its figures. */
export async function figuresOf(port: number, headers: Record<string, string> = {}): Promise<Figures> {
  const { status, text } = await http(port, { path: '/metrics', method: 'GET', headers });
  if (status !== 200) throw new Error(`/metrics: ${status} ${text}`);
  return parseFigures(text);
}

/** Reads Prometheus' text format. A line that it does not know is an error. */
export function parseFigures(text: string): Figures {
  const lines = text.split('\n').filter(line => line !== '' && !/^# (HELP|TYPE) \w+ \S/.test(line));
  return new Map(
    lines.map(line => {
      const [, series, value = ''] = /^([a-z_]\w*(?:\{(?:\w+="[^"]*",?)+\})?) (\S+)$/i.exec(line) ?? [];
      // Prometheus takes any spelling of what is no number, such as the mean of nothing.
      const number = /^nan$/i.test(value) ? Number.NaN : Number(value);
      if (series === undefined || (Number.isNaN(number) && !/^nan$/i.test(value)))
        throw new Error(`No figure: ${line}`);
      return [series, number];
    }),
  );
}

/** The figures of one name, by their labels alone. */
export function labelled(figures: Figures, name: string): Record<string, number> {
  const own = [...figures].filter(([series]) => series.startsWith(`${name}{`));
  return Object.fromEntries(own.map(([series, value]) => [series.slice(name.length), value]));
}

/** Those of them that have counted anything. */
export function counted(figures: Figures, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(labelled(figures, name)).filter(([, value]) => value !== 0));
}
