import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Watch } from '../app/watch.ts';
import { VERSION } from '../config/version.ts';
import type { CallRecord } from '../mcp/call-record.ts';
import type { TraceCall } from '../mcp/trace-call.ts';
import { knownMethods } from '../snovio/transport/known-methods.ts';
import type { Tool } from '../tool.ts';
import { type OnExport, openProvider } from './provider.ts';
import type { TracingSettings } from './settings.ts';

/** The traces of a process. No span holds what a caller, a person or Snov.io has written. */
export interface Tracing {
  /** Makes spans of requests to Snov.io and of what the store does, within the call that they belong to. */
  readonly watch: Watch;
  /** Makes a span of a call. */
  readonly call: TraceCall;
  /** Says how a call ended, within which it is told: in its span, or in one of its own where it had become a task. */
  ended(record: CallRecord): void;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

export interface TracingOptions {
  readonly tools: readonly Pick<Tool, 'methods'>[];
  /** Where Snov.io is. */
  readonly apiUrl: string;
  /** `postgresql`, `sqlite`. */
  readonly database: string;
  readonly onExport: OnExport;
}

/** How long the end waits until everything is sent: a collector that is away shall not hold it up. */
const CLOSE_MS = 3000;

/**
 * The key of `_meta` that carries the caller's trace, unprefixed: SEP-414. `tracestate` is free text, and goes no further.
 */
const CARRIER = {
  keys: () => ['traceparent'],
  get: (meta: Readonly<Record<string, unknown>>, key: string) => {
    const value = key === 'traceparent' ? meta[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  },
};

/** Attributes by OpenTelemetry's conventions for MCP and for HTTP clients; `snovio.…` are our own. */
export function createTracing(settings: TracingSettings, options: TracingOptions): Tracing {
  const provider = openProvider(settings, options.onExport);
  const tracer = provider.getTracer('snovio-mcp', VERSION);
  // Of this server alone: whoever embeds OpenTelemetry in the same process keeps theirs.
  const contexts = new AsyncLocalStorageContextManager().enable();
  const propagator = new W3CTraceContextPropagator();
  return {
    watch: watchWith(tracer, contexts, options),
    call: async ({ tool, meta, isHttp, requestId }, run) => {
      const parent = propagator.extract(ROOT_CONTEXT, Object(meta), CARRIER);
      const attributes = {
        'mcp.method.name': 'tools/call',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': tool,
        'network.transport': isHttp ? 'tcp' : 'pipe',
        ...(requestId !== undefined && { 'snovio.request_id': requestId }),
      };
      const span = tracer.startSpan(`tools/call ${tool}`, { kind: SpanKind.SERVER, attributes }, parent);
      try {
        return await contexts.with(trace.setSpan(parent, span), run);
      } catch (error) {
        fail(span, String((error as { code?: unknown }).code ?? 'error'));
        throw error;
      } finally {
        span.end();
      }
    },
    ended: ({ tool, outcome, credits, ms }) => {
      const own = trace.getSpan(contexts.active());
      if (!own) return;
      const taskSpan = () =>
        tracer.startSpan(
          `task ${tool}`,
          { attributes: { 'gen_ai.tool.name': tool }, startTime: Date.now() - ms },
          contexts.active(),
        );
      // A call that has become a task was answered before it ends.
      const span = own.isRecording() ? own : taskSpan();
      span.setAttributes({ 'snovio.outcome': outcome, 'snovio.credits': credits });
      if (outcome !== 'ok' && outcome !== 'asked') fail(span, 'tool_error');
      if (span !== own) span.end();
    },
    close: async () => {
      const late = sleep(CLOSE_MS, undefined, { ref: false });
      await Promise.race([provider.shutdown().catch(() => {}), late]);
      contexts.disable();
    },
  };
}

function watchWith(
  tracer: Tracer,
  contexts: { active(): Context },
  { tools, apiUrl, database }: TracingOptions,
): Watch {
  const nameOf = knownMethods(tools.flatMap(tool => tool.methods));
  const { hostname, port } = new URL(apiUrl);
  const start = (name: string, attributes: Record<string, string | number>) =>
    tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, contexts.active());
  return {
    request: request => {
      const name = nameOf(request);
      const [, template = name] = name.split(' ');
      const span = start(name, {
        'http.request.method': request.method,
        'url.template': template,
        'server.address': hostname,
        ...(port !== '' && { 'server.port': Number(port) }),
      });
      return status => {
        if (status !== undefined) span.setAttribute('http.response.status_code', status);
        if (status === undefined || status >= 400) fail(span, String(status ?? 'no_answer'));
        span.end();
      };
    },
    pause: () => {
      trace.getSpan(contexts.active())?.addEvent('snovio.too_fast');
    },
    operation: name => {
      const span = start(`store ${name}`, { 'db.system.name': database, 'db.operation.name': name });
      return hasFailed => {
        if (hasFailed) fail(span, 'store_error');
        span.end();
      };
    },
  };
}

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
