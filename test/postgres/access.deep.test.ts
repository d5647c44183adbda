import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessFile, sha256, tokenOf } from '../http/access/kit.ts';
import { startInProcess } from '../http/in-process.ts';
import { as, bearer, call } from '../http/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);
afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

const [ONE, TWO] = [tokenOf('one'), tokenOf('two')];

test('two copies, two accounts and two tokens of a principal do not pass its wall together', async () => {
  using file = accessFile({
    tokens: [ONE, TWO].map(token => ({ sha256: sha256(token), principal: 'import', creditsPerDay: 7 })),
  });
  const env = { SNOVIO_DATABASE_URL: await cluster.createDatabase(), SNOVIO_HTTP_ACCESS_FILE: file.path };
  const accounts = ['sandbox', 'other'].map(id => ({ id, secret: id }));
  await using first = await startInProcess({ env, sandbox: { accounts } });
  await using second = await startInProcess({ env: { ...env, SNOVIO_API_URL: first.sandbox.url } });
  const ports = [first.port, second.port];
  const calls = Array.from({ length: 24 }, (_, i) =>
    call(
      ports[i % 2] ?? 0,
      'verify_emails',
      { emails: [`person${i}@acme.example`], maxCredits: 5 },
      { headers: { ...bearer(i % 3 === 0 ? ONE : TWO), ...(i % 4 < 2 ? as('other', 'other') : {}) } },
    ),
  );
  const answers = await Promise.all(calls);
  const spent = answers.reduce((sum, { structured }) => sum + (structured?.credits?.spent ?? 0), 0);
  expect(spent).toBe(7);
  expect(await second.app.accounts.store.spentByHolder()).toEqual([
    { holder: 'principal import', last24Hours: 7, last30Days: 7 },
  ]);
  expect(first.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0)).toBe(7);
}, 60_000);
