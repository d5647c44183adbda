import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { VERSION } from '../config/version.ts';
import type { TracingSettings } from './settings.ts';

/** Hears of each attempt to send spans: whether it worked, and if not, why. */
export type OnExport = (failure: Error | undefined) => void;

/** What makes spans and sends them, to where OpenTelemetry's variables say. */
export function openProvider({ ratio, isParentBased }: TracingSettings, onExport: OnExport): TracerProvider {
  const root = new TraceIdRatioBasedSampler(ratio);
  const own = resourceFromAttributes({ 'service.name': 'snovio-mcp', 'service.version': VERSION });
  return new TracerProvider({
    // What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say goes before.
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    sampler: isParentBased ? new ParentBasedSampler({ root }) : root,
    spanProcessors: [new BatchSpanProcessor({ exporter: heard(new OTLPTraceExporter(), onExport) })],
  });
}

function heard(exporter: SpanExporter, onExport: OnExport): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result: ExportResult) => {
        onExport(
          result.code === ExportResultCode.SUCCESS ? undefined : (result.error ?? new Error('not accepted')),
        );
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
