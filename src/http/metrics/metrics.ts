import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Watch } from '../../app/watch.ts';
import type { CallRecord } from '../../mcp/call-record.ts';
import { knownMethods } from '../../snovio/transport/known-methods.ts';
import type { Tool } from '../../tool.ts';
import { addGauges, type Sources } from './gauges.ts';

/** The figures of a process for Prometheus. No label holds anything that a caller, a person or Snov.io has written. */
export interface Metrics {
  /** Counts requests to Snov.io and what the store does. */
  readonly watch: Watch;
  /** Counts a call that has ended. */
  call(record: CallRecord): void;
  /** Counts a request that was refused. @param reason one of the few that the audit log knows */
  refused(reason: string): void;
  /** Counts an event that a webhook of Snov.io has sent. @param event one of those that are known */
  event(event: string): void;
  /** Adds what is read whenever somebody asks for the figures. */
  measure(sources: Sources): void;
  /** All figures. */
  text(): Promise<MetricsText>;
}

/** In the text format of Prometheus. */
export interface MetricsText {
  readonly type: string;
  readonly body: string;
}

const CALL_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120];
const REQUEST_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STORE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10];

/** The statuses that say why; of the others the first digit does. */
const TELLING_STATUSES: readonly number[] = [401, 402, 403, 404, 429];

/**
 * @param tools all that may be called, whose methods are all that Snov.io may be asked for
 * @param registry where the figures are kept
 */
export function createMetrics(tools: readonly Tool[], registry = new Registry()): Metrics {
  collectDefaultMetrics({ register: registry });
  return {
    ...countCalls(registry, tools),
    watch: { ...countRequests(registry, tools), operation: countOperations(registry) },
    measure: sources => addGauges(registry, sources),
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}

function countCalls(registry: Registry, tools: readonly Tool[]): Pick<Metrics, 'call' | 'refused' | 'event'> {
  const registers = [registry];
  const calls = new Counter({
    name: 'snovio_mcp_calls_total',
    help: 'Tool calls that have ended: ok, asked (the user is asked first) or the code of an error.',
    labelNames: ['tool', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'snovio_mcp_call_duration_seconds',
    help: 'How long tool calls took.',
    labelNames: ['tool'],
    buckets: CALL_SECONDS,
    registers,
  });
  const credits = new Counter({
    name: 'snovio_mcp_credits_total',
    help: 'Credits of calls that have ended, each with the most that it may have cost, as in the audit log.',
    labelNames: ['tool'],
    registers,
  });
  const refused = new Counter({
    name: 'snovio_mcp_refused_requests_total',
    help: 'HTTP requests that were refused before they became calls.',
    labelNames: ['reason'],
    registers,
  });
  const events = new Counter({
    name: 'snovio_mcp_webhook_events_total',
    help: 'Events that webhooks of Snov.io have sent here.',
    labelNames: ['event'],
    registers,
  });
  // Prometheus sees no growth in a series' first value: what has to be counted from the first on starts at 0.
  for (const { name: tool, effect } of tools) {
    calls.inc({ tool, outcome: 'ok' }, 0);
    if (effect === 'spend') credits.inc({ tool }, 0);
  }
  return {
    event: event => events.inc({ event }),
    call: ({ tool, outcome, ms, credits: spent }) => {
      calls.inc({ tool, outcome });
      seconds.observe({ tool }, ms / 1000);
      if (spent > 0) credits.inc({ tool }, spent);
    },
    refused: reason => refused.inc({ reason }),
  };
}

function countRequests(registry: Registry, tools: readonly Tool[]): Pick<Watch, 'request' | 'pause'> {
  const registers = [registry];
  const nameOf = knownMethods(tools.flatMap(tool => tool.methods));
  const requests = new Counter({
    name: 'snovio_mcp_upstream_requests_total',
    help: 'Requests to Snov.io by method, and the status that they were answered with; none: no answer came.',
    labelNames: ['method', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'snovio_mcp_upstream_duration_seconds',
    help: 'How long Snov.io took to answer.',
    buckets: REQUEST_SECONDS,
    registers,
  });
  const pauses = new Counter({
    name: 'snovio_mcp_upstream_pauses_total',
    help: 'How often Snov.io said that requests come too fast, by status 429 or in words.',
    registers,
  });
  return {
    request: request => {
      const start = performance.now();
      return status => {
        requests.inc({ method: nameOf(request), status: statusLabel(status) });
        if (status !== undefined) seconds.observe((performance.now() - start) / 1000);
      };
    },
    pause: () => pauses.inc(),
  };
}

function countOperations(registry: Registry): Watch['operation'] {
  const registers = [registry];
  const seconds = new Histogram({
    name: 'snovio_mcp_store_duration_seconds',
    help: 'How long operations of the store took, those that failed too.',
    labelNames: ['operation'],
    buckets: STORE_SECONDS,
    registers,
  });
  const failures = new Counter({
    name: 'snovio_mcp_store_failures_total',
    help: 'Operations of the store that failed.',
    labelNames: ['operation'],
    registers,
  });
  return operation => {
    const start = performance.now();
    return hasFailed => {
      seconds.observe({ operation }, (performance.now() - start) / 1000);
      failures.inc({ operation }, hasFailed ? 1 : 0);
    };
  };
}

function statusLabel(status: number | undefined): string {
  if (status === undefined) return 'none';
  return TELLING_STATUSES.includes(status) ? String(status) : `${Math.floor(status / 100)}xx`;
}
