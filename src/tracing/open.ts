import { type Environment, environment } from '../config/platform.ts';
import type { Config } from '../config/settings.ts';
import type { Log } from '../log.ts';
import type { Tool } from '../tool.ts';
import { tracingSettings } from './settings.ts';
import type { Tracing } from './tracing.ts';

/** The traces of a process, where OpenTelemetry's variables ask for them; otherwise nothing is loaded. */
export async function openTracing(
  { apiUrl, databaseUrl }: Pick<Config, 'apiUrl' | 'databaseUrl'>,
  tools: readonly Pick<Tool, 'methods'>[],
  log: Pick<Log, 'warn' | 'info'>,
  env: Environment = environment(),
): Promise<Tracing | undefined> {
  const settings = tracingSettings(env, problem => log.warn(problem));
  if (!settings) return undefined;
  const { createTracing } = await import('./tracing.ts');
  let isFailing = false;
  return createTracing(settings, {
    tools,
    apiUrl,
    database: databaseUrl === undefined ? 'sqlite' : 'postgresql',
    onExport: failure => {
      // A collector that is away for hours is told of once.
      if (failure && !isFailing)
        log.warn(
          `traces cannot be sent (${failure.message}); calls go on without them. Check OTEL_EXPORTER_OTLP_ENDPOINT`,
        );
      if (!failure && isFailing) log.info('traces are sent again');
      isFailing = failure !== undefined;
    },
  });
}
