import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ended, MAIN } from '../binary/binary.ts';
import { hastySandbox } from '../faults/kit.ts';
import { connectHost, REVISIONS } from '../http/host.ts';
import { bearer, startServed } from '../http/kit.ts';
import { startBalancer } from '../postgres/balancer.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { copy, environmentOf, FILLED } from './kit.ts';

// The steps of docs/hosting.md, without containers: the variables are those that compose.yaml sets.

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
  await cluster.run('CREATE ROLE snovio LOGIN');
  await cluster.run('CREATE DATABASE snovio OWNER snovio');
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

test('a filled-in file leads to a server that doctor finds in order, and that hosts connect to', {
  timeout: 120_000,
}, async () => {
  await using sandbox = await hastySandbox().then(own =>
    Object.assign(own, { [Symbol.asyncDispose]: () => own.close() }),
  );
  const filled = environmentOf(copy);
  const url = new URL(String(filled.SNOVIO_DATABASE_URL));
  url.host = new URL(cluster.url).host;
  const env = { ...filled, SNOVIO_DATABASE_URL: url.href, SNOVIO_API_URL: sandbox.url };

  const doctor = await ended(
    spawn(process.execPath, [MAIN, 'doctor'], { env: { ...env, PATH: process.env.PATH }, stdio: 'pipe' }),
  );
  expect(doctor.code, doctor.stdout).toBe(0);
  expect(doctor.stdout).toMatch(/database/);

  await using balancer = await startBalancer();
  const copies = await Promise.all([1, 2].map(() => startServed({ reuse: sandbox, env })));
  for (const { port } of copies) balancer.add(port);
  await balancer.ready(2);
  for (const revision of REVISIONS) {
    const host = await connectHost(balancer.port, revision, bearer(FILLED.SNOVIO_HTTP_TOKENS ?? ''));
    expect((await host.listTools()).tools.map(({ name }) => name)).toContain('get_balance');
    const { structuredContent } = await host.callTool({ name: 'get_balance', arguments: {} });
    expect(structuredContent).toMatchObject({ balance: 1000 });
    await host.close();
  }
  for (const server of copies) await server[Symbol.asyncDispose]();
});
