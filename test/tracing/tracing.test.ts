import { expect, test } from 'vitest';
import { spawnServer } from '../faults/kit.ts';
import { as, bearer, rpc, type ServedOptions, startServed, TOKEN } from '../http/kit.ts';
import { httpHost } from '../mcp/tasks/kit.ts';
import { addresses, PATHS } from '../snovio/flows/kit.ts';
import { type Span, startReceiver } from './receiver.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const traceparent = (flags = '01') => `00-${TRACE}-${CALLER}-${flags}`;
const EMAILS = ['mara.lindqvist@acme.example', 'nobody@acme.example'];

/** Starts the built server, lets `use` call it, and stops it. @returns what came to a collector */
async function traced(
  use: (port: number, sandbox: Awaited<ReturnType<typeof startServed>>['sandbox']) => Promise<unknown>,
  env: Record<string, string> = {},
  options: ServedOptions = {},
) {
  const receiver = await startReceiver();
  await using _ = receiver;
  await using server = await startServed({
    ...options,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...options.env, ...env },
  });
  await use(server.port, server.sandbox);
  expect(await server.stop(), server.log()).toBe(0);
  return { ...receiver, log: server.log() };
}

const ask = (port: number, name: string, args: object = {}, meta?: object, headers = {}) =>
  rpc(port, 'tools/call', { name, arguments: args, ...(meta && { _meta: meta }) }, { headers });
const named = (spans: readonly Span[], name: string) => spans.filter(span => span.name === name);

test('a call is a span in the trace of its caller, with requests to Snov.io and commits below it', async () => {
  const { spans, headers } = await traced(
    port => ask(port, 'verify_emails', { emails: EMAILS }, { traceparent: traceparent() }),
    {
      OTEL_SERVICE_NAME: 'leads',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=sales',
    },
  );
  expect(headers[0]).toMatchObject({
    path: '/v1/traces',
    'content-type': 'application/x-protobuf',
    'x-team': 'sales',
  });
  const [own] = named(spans, 'tools/call verify_emails');
  expect(own).toMatchObject({
    traceId: TRACE,
    parentId: CALLER,
    kind: 2,
    status: 0,
    attributes: {
      'mcp.method.name': 'tools/call',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'verify_emails',
      'network.transport': 'tcp',
      'snovio.outcome': 'ok',
      'snovio.credits': 2,
      'snovio.request_id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    resource: {
      'service.name': 'leads',
      'deployment.environment.name': 'test',
      'service.version': expect.any(String),
    },
  });
  const [start] = named(spans, `POST ${PATHS.verify.v2.start}`);
  expect(start).toMatchObject({
    traceId: TRACE,
    parentId: own?.spanId,
    kind: 3,
    attributes: {
      'http.request.method': 'POST',
      'url.template': PATHS.verify.v2.start,
      'http.response.status_code': 200,
    },
  });
  expect(named(spans, `GET ${PATHS.verify.v2.read}`).length).toBeGreaterThan(0);
  for (const name of ['store claim', 'store settled'])
    expect(named(spans, name)).toMatchObject([
      { traceId: TRACE, attributes: { 'db.system.name': 'sqlite' } },
    ]);
});

test('what goes wrong is an error in its span', async () => {
  const { spans } = await traced(async (port, { faults }) => {
    faults.add({ path: '/v1/get-balance', kind: 'status', status: 429 });
    await ask(port, 'get_balance');
    faults.add({ path: '/v1/get-user-lists', kind: 'drop', times: 9 });
    await ask(port, 'get_user_lists');
    await ask(port, 'get_balance', { surplus: 1 });
  });
  const requests = named(spans, 'GET /v1/get-balance');
  expect(requests.map(({ status, attributes }) => [status, attributes['error.type']])).toEqual([
    [2, '429'],
    [0, undefined],
  ]);
  const [balance, wrong] = named(spans, 'tools/call get_balance');
  expect(balance).toMatchObject({ status: 0, events: ['snovio.too_fast'] });
  expect(wrong).toMatchObject({
    status: 2,
    attributes: { 'error.type': 'tool_error', 'snovio.outcome': 'invalid_input' },
  });
  expect(named(spans, 'tools/call get_user_lists')).toMatchObject([
    { status: 2, attributes: { 'snovio.outcome': 'upstream_unavailable' } },
  ]);
  expect(named(spans, 'GET /v1/get-user-lists')[0]).toMatchObject({
    status: 2,
    attributes: { 'error.type': 'no_answer' },
  });
});

test('a call that became a task ends in a span of its own, in the same trace', async () => {
  const { spans } = await traced(
    async port => {
      const host = httpHost(port);
      const { taskId } = await host.call('verify_emails', { emails: addresses(10) });
      expect(await host.until(taskId)).toMatchObject({ status: 'completed' });
    },
    {},
    { sandbox: { taskSeconds: [60, 90] } },
  );
  const [call] = named(spans, 'tools/call verify_emails');
  expect(call?.attributes).not.toHaveProperty('snovio.outcome');
  expect(named(spans, 'task verify_emails')).toMatchObject([
    {
      traceId: call?.traceId,
      parentId: call?.spanId,
      status: 0,
      attributes: { 'gen_ai.tool.name': 'verify_emails', 'snovio.outcome': 'ok', 'snovio.credits': 10 },
    },
  ]);
});

test('nothing that a caller, a person or Snov.io has written is in a trace', async () => {
  const accounts = [{ id: 'tenant-one', secret: 'tenant-secret', credits: 10 }];
  const { raw, spans } = await traced(
    async port => {
      const headers = { ...bearer(TOKEN), ...as('tenant-one', 'tenant-secret') };
      const meta = {
        traceparent: traceparent(),
        tracestate: 'vendor=opaque',
        baggage: 'user=mara',
        note: 'private',
      };
      await ask(port, 'verify_emails', { emails: EMAILS }, meta, headers);
      await ask(port, 'get_campaign_progress', { campaignId: '987654' }, meta, headers);
      await ask(port, 'get_user_lists', { name: 'private' }, meta, headers);
      await ask(port, 'private', {}, meta, headers);
    },
    { SNOVIO_HTTP_TOKENS: TOKEN, SNOVIO_TOOLSETS: 'all' },
    { sandbox: { accounts } },
  );
  expect(named(spans, 'GET /v2/campaigns/{campaign_id}/progress')).toHaveLength(1);
  const all = Buffer.concat(raw).toString('latin1');
  for (const secret of [...EMAILS, 'acme', 'mara', 'tenant', TOKEN, 'private', '987654', 'opaque', 'Bearer'])
    expect(all, secret).not.toContain(secret);
});

test.each([
  ['a caller that keeps its trace', {}, traceparent('01'), 1],
  ['a caller that does not', {}, traceparent('00'), 0],
  ['one that begins here', {}, undefined, 1],
  ['nonsense', {}, `00-${'z'.repeat(32)}-${CALLER}-01`, 1],
  ['no text', {}, 42, 1],
  ['a sampler that takes none', { OTEL_TRACES_SAMPLER: 'always_off' }, traceparent('01'), 0],
  [
    'a sampler that takes none of those that begin here',
    { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
    undefined,
    0,
  ],
  ['a sampler that asks nobody', { OTEL_TRACES_SAMPLER: 'always_on' }, traceparent('00'), 1],
])('%s: kept or not, as its sampler says', async (_, env, parent, spansOfCalls) => {
  const { spans } = await traced(port => ask(port, 'get_balance', {}, { traceparent: parent }), env);
  expect(named(spans, 'tools/call get_balance')).toHaveLength(spansOfCalls);
});

test.each([
  ['OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true' }],
  ['OTEL_TRACES_EXPORTER', { OTEL_TRACES_EXPORTER: 'none' }],
])('%s turns them off', async (_, env) => {
  const { headers } = await traced(port => ask(port, 'get_balance'), env);
  expect(headers).toEqual([]);
});

test('what is not understood of the variables is told, and stops nothing', async () => {
  const { spans, log } = await traced(port => ask(port, 'get_balance'), {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_TRACES_EXPORTER: 'zipkin',
  });
  expect(named(spans, 'tools/call get_balance')).toHaveLength(1);
  for (const name of ['OTEL_EXPORTER_OTLP_PROTOCOL: ', 'OTEL_TRACES_SAMPLER: ', 'OTEL_TRACES_EXPORTER: '])
    expect(log).toContain(name);
});

test('calls on stdio are traced too', async () => {
  await using receiver = await startReceiver();
  const server = await spawnServer({
    PATH: process.env.PATH ?? '',
    SNOVIO_SANDBOX: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  await server.call('get_balance', {});
  await server.endInput();
  await expect
    .poll(() => named(receiver.spans, 'tools/call get_balance'))
    .toMatchObject([{ attributes: { 'network.transport': 'pipe' } }]);
});
