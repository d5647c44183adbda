import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, MARAS, startConnect, VAULT_KEY } from '../http/connect/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

test('an account that is connected at one copy works at the other, and the database tells nobody of it', async () => {
  const url = await cluster.createDatabase();
  const env = { SNOVIO_DATABASE_URL: url };
  await using one = await startConnect(env);
  await using other = await startConnect({
    ...env,
    SNOVIO_HTTP_OAUTH_ISSUER: one.login.issuer,
    SNOVIO_API_URL: one.sandbox.url,
  });
  const browser = new Browser(one);
  await browser.submit(await browser.open('/connect', { sub: 'mara' }), MARAS);
  const token = await one.token('read', { claims: { sub: 'mara' } });
  expect((await other.callWith(token, 'get_balance')).structured).toMatchObject({
    balance: expect.any(Number),
  });

  const tables = await cluster.run<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'snovio_mcp'`,
    url,
  );
  expect(tables.map(({ name }) => name)).toContain('vault');
  let dump = '';
  for (const { name } of tables) {
    const [row] = await cluster.run<{ all: string | null }>(
      `SELECT string_agg(row::text, E'\\n') AS all FROM snovio_mcp.${name} AS row`,
      url,
    );
    dump += row?.all ?? '';
  }
  expect(dump).toMatch(/[0-9a-f]{64}/);
  for (const text of [MARAS.id, MARAS.secret, VAULT_KEY, 'mara'])
    for (const form of [
      text,
      Buffer.from(text).toString('hex'),
      Buffer.from(text).toString('base64').slice(0, -4),
    ])
      expect(dump).not.toContain(form);
}, 60_000);
