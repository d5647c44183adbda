import type { Environment } from '../config/platform.ts';

/** What OpenTelemetry's variables say of traces; its libraries read those of the exporter themselves. */
export interface TracingSettings {
  /** The share of traces that begin here and are kept, from 0 to 1. */
  readonly ratio: number;
  /** Whether a caller who has decided for its trace has decided for this part of it too. */
  readonly isParentBased: boolean;
}

const RATIOS: Readonly<Record<string, number | undefined>> = { always_on: 1, always_off: 0 };
const DEFAULT_SAMPLER = 'parentbased_always_on';

/**
 * Reads the variables of OpenTelemetry. As it demands, a value that is not understood stops nothing: it is told, and the
 * default taken.
 * @param warn hears of what is not understood
 * @returns undefined where nobody asks for traces
 */
export function tracingSettings(
  env: Environment,
  warn: (problem: string) => void,
): TracingSettings | undefined {
  const read = (name: string) => env[name]?.trim() || undefined;
  const exporter = read('OTEL_TRACES_EXPORTER');
  const endpoint = read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? read('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (read('OTEL_SDK_DISABLED')?.toLowerCase() === 'true' || exporter === 'none') return undefined;
  if (exporter === undefined && endpoint === undefined) return undefined;
  if (exporter !== undefined && exporter !== 'otlp')
    warn(
      `OTEL_TRACES_EXPORTER: ${JSON.stringify(exporter)} is not known here, so otlp is taken. Known: otlp, none`,
    );
  checkProtocol(read, warn);
  return samplerOf(read, warn);
}

type Read = (name: string) => string | undefined;

/** The one that OpenTelemetry makes the default. */
function checkProtocol(read: Read, warn: (problem: string) => void): void {
  const protocol = read('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? read('OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol !== undefined && protocol !== 'http/protobuf')
    warn(
      `OTEL_EXPORTER_OTLP_PROTOCOL: ${JSON.stringify(protocol)} is not spoken here, so http/protobuf is taken.`,
    );
}

function samplerOf(read: Read, warn: (problem: string) => void): TracingSettings {
  const sampler = read('OTEL_TRACES_SAMPLER') ?? DEFAULT_SAMPLER;
  const isParentBased = sampler.startsWith('parentbased_');
  const root = sampler.replace('parentbased_', '');
  const ratio = root === 'traceidratio' ? ratioOf(read('OTEL_TRACES_SAMPLER_ARG'), warn) : RATIOS[root];
  if (ratio !== undefined) return { ratio, isParentBased };
  warn(`OTEL_TRACES_SAMPLER: ${JSON.stringify(sampler)} is not known here, so ${DEFAULT_SAMPLER} is taken.`);
  return { ratio: 1, isParentBased: true };
}

function ratioOf(text: string | undefined, warn: (problem: string) => void): number {
  const ratio = Number(text ?? 1);
  if (ratio >= 0 && ratio <= 1) return ratio;
  warn(`OTEL_TRACES_SAMPLER_ARG: ${JSON.stringify(text)} is not a number from 0 to 1, so 1 is taken.`);
  return 1;
}
