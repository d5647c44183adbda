import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wait } from '../faults/kit.ts';
import { type Served, startServed } from '../http/kit.ts';
import {
  askTokens,
  authorization,
  Browser,
  type ClientHost,
  freePort,
  MARA,
  PASSWORD,
  people,
  redeem,
  startClientHost,
  through,
  tls,
} from '../http/sign-in/kit.ts';
import { type Cluster, startCluster } from './cluster.ts';

const folder = mkdtempSync(join(tmpdir(), 'snovio-sign-in-'));
const path = join(folder, 'sign-in.json');
const right = { email: MARA, password: PASSWORD, answer: 'allow' };
let cluster: Cluster;
let client: ClientHost;

beforeAll(async () => {
  cluster = await startCluster();
  writeFileSync(path, JSON.stringify(people()));
  if (!tls) return;
  writeFileSync(join(folder, 'cert.pem'), tls.cert);
  client = await startClientHost();
}, 120_000);

afterAll(async () => {
  await client?.[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

/** A database, and what starts copies of the built program for it. */
async function deploy() {
  const url = await cluster.createDatabase();
  // Nobody listens there: each request is led to a copy.
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const env = {
    SNOVIO_DATABASE_URL: url,
    SNOVIO_PUBLIC_URL: issuer,
    SNOVIO_HTTP_SIGN_IN_FILE: path,
    NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'),
  };
  const server = { issuer, client, resource: `${issuer}/mcp` };
  const renew = (copy: Served, token = '') =>
    askTokens(through(server, copy), { grant_type: 'refresh_token', refresh_token: token });
  return { url, server, renew, start: () => startServed({ env }) };
}

describe.skipIf(!tls)('a copy that is killed', () => {
  test('loses no sign-in that has begun there, and none that is done', async () => {
    const { server, renew, start } = await deploy();
    await using last = await start();
    const browser = new Browser(server.issuer);
    const { url, verifier } = authorization(server);
    browser.copy = await start();
    const page = await browser.open(url);
    await (browser.copy as Served).stop('SIGKILL');
    await using second = await start();
    browser.copy = second;
    const callback = new URL((await browser.send(page.url, right)).url);
    expect(callback.searchParams.has('code')).toBe(true);
    await second.stop('SIGKILL');
    const { status, json } = await redeem(through(server, last), { callback, verifier });
    expect(status).toBe(200);
    expect((await renew(last, json.refresh_token)).status).toBe(200);
  }, 120_000);

  test('between using a refresh token up and making the next one takes nothing from its client', async () => {
    const { url, server, renew, start } = await deploy();
    await using one = await start();
    await using other = await start();
    const token = await signedIn(server, one);
    await cluster.run(
      `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;
       CREATE TRIGGER hold BEFORE INSERT ON snovio_mcp.sign_in FOR EACH ROW WHEN (NEW.kind = 'RefreshToken')
         EXECUTE FUNCTION hold()`,
      url,
    );
    const lost = renew(one, token).catch((error: Error) => error);
    const held = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`;
    await expect.poll(() => cluster.run(held, url)).toHaveLength(1);
    await one.stop('SIGKILL');
    expect(await lost).toBeInstanceOf(Error);
    await cluster.run(`SELECT pg_terminate_backend(pid) FROM (${held}) AS held`, url);
    await cluster.run('DROP TRIGGER hold ON snovio_mcp.sign_in', url);
    const used = await cluster.run(
      `SELECT 1 FROM snovio_mcp.sign_in WHERE kind = 'RefreshToken' AND used_at IS NOT NULL`,
      url,
    );
    expect(used, 'it was used up').toHaveLength(1);
    // However late its client comes again.
    await cluster.run(`UPDATE snovio_mcp.sign_in SET used_at = used_at - 3600000`, url);
    const next = await renew(other, token);
    expect(next.status).toBe(200);
    expect((await renew(other, next.json.refresh_token)).status).toBe(200);
  }, 120_000);

  test('at any moment of a refresh, its client goes on at another copy with what it has', async () => {
    const { server, renew, start } = await deploy();
    await using other = await start();
    let copy = await start();
    let token = await signedIn(server, copy);
    for (let round = 0; round < 6; round += 1) {
      const first = renew(copy, token).catch(() => undefined);
      await wait(round * 4);
      await copy.stop('SIGKILL');
      const answered = await first;
      const again = await renew(other, token);
      expect(again.status, `round ${round}`).toBe(200);
      if (answered) expect(answered.json.refresh_token).toBe(again.json.refresh_token);
      token = again.json.refresh_token ?? '';
      copy = await start();
    }
    await copy.stop('SIGKILL');
  }, 120_000);
});

/** Signs in at a copy. @returns the refresh token */
async function signedIn(server: Awaited<ReturnType<typeof deploy>>['server'], copy: Served): Promise<string> {
  const browser = new Browser(server.issuer);
  browser.copy = copy;
  const { url, verifier } = authorization(server);
  const callback = new URL((await browser.send((await browser.open(url)).url, right)).url);
  const { json } = await redeem(through(server, copy), { callback, verifier });
  return json.refresh_token ?? '';
}
