import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { vaultKeys } from '../../../src/app/vault/keys.ts';
import { Vault } from '../../../src/app/vault/vault.ts';
import { SqliteStore } from '../../../src/spending/sqlite/sqlite-store.ts';
import { runCommand } from '../../commands/in-process.ts';
import { stateDirectory } from '../../faults/kit.ts';
import { accessFile } from '../access/kit.ts';
import { ask, Browser, type ConnectServer, linkIn, MARAS, startConnect, VAULT_KEY } from './kit.ts';

const NEW_KEY = 'newer-vault-key-0123456789abcdefgh';
const MARA = { sub: 'mara' };
const works = async (server: ConnectServer, sub = 'mara') =>
  (await ask(server, sub)).structured !== undefined;

async function connect(server: ConnectServer, person: { sub: string } = MARA, pair: object = MARAS) {
  const browser = new Browser(server);
  const page = await browser.open(linkIn((await ask(server, person.sub)).text), person);
  expect((await browser.submit(page, pair)).text).toContain('Your account is connected.');
}

test('neither the files of the store nor the logs hold a secret, or who it is of', async () => {
  using state = stateDirectory();
  await using server = await startConnect({ SNOVIO_STATE_DIR: state.path });
  await connect(server);
  expect(await works(server)).toBe(true);
  const files = readdirSync(state.path).map(name => readFileSync(join(state.path, name)));
  expect(files.length).toBeGreaterThan(2);
  const secrets = [MARAS.secret, MARAS.id, VAULT_KEY].flatMap(text => [
    text,
    Buffer.from(text).toString('base64').slice(0, -4),
    Buffer.from(text).toString('hex'),
  ]);
  for (const secret of secrets) {
    expect(files.some(file => file.includes(secret))).toBe(false);
    expect(JSON.stringify([server.audit, server.calls, server.faults])).not.toContain(secret);
  }
});

test('it stays connected over a restart, and in another copy at once', async () => {
  using state = stateDirectory();
  const env = { SNOVIO_STATE_DIR: state.path };
  await using one = await startConnect(env);
  const login = { SNOVIO_HTTP_OAUTH_ISSUER: one.login.issuer, SNOVIO_API_URL: one.sandbox.url };
  await using other = await startConnect({ ...env, ...login });
  const askOther = async () => {
    const { structured, code } = await other.callWith(
      await one.token('read', { claims: MARA }),
      'get_balance',
    );
    return structured ? 'works' : code;
  };
  expect(await askOther()).toBe('not_configured');
  await connect(one);
  expect(await askOther()).toBe('works');
  await one.app.accounts.store.vault.remove((await one.app.accounts.store.vault.all())[0]?.person ?? '');
  expect(await askOther()).toBe('not_configured');
});

test('an entry that is moved to somebody else, or changed, is not read there', async () => {
  using state = stateDirectory();
  await using server = await startConnect({ SNOVIO_STATE_DIR: state.path });
  await connect(server);
  await connect(server, { sub: 'ivo' }, { id: 'sandbox', secret: 'sandbox' });
  const db = new DatabaseSync(join(state.path, 'ledger.db'));
  const [mara, ivo] = db.prepare('SELECT person, wrapped, sealed FROM vault ORDER BY at').all();
  const put = db.prepare('UPDATE vault SET wrapped = ?, sealed = ? WHERE person = ?');
  put.run(ivo?.wrapped ?? null, ivo?.sealed ?? null, mara?.person ?? null);
  const { code, text } = await ask(server, 'mara');
  expect(code).toBe('not_configured');
  expect(text).toContain('The connected account cannot be read any more');
  put.run(mara?.wrapped ?? null, ivo?.sealed ?? null, mara?.person ?? null);
  expect((await ask(server, 'mara')).text).toContain('cannot be read any more');
  put.run(mara?.wrapped ?? null, mara?.sealed ?? null, mara?.person ?? null);
  db.close();
  expect(await works(server)).toBe(true);
  expect(await works(server, 'ivo')).toBe(true);
});

test('keys are replaced without a gap: old ones decrypt, the command encrypts anew, and then they can go', async () => {
  using state = stateDirectory();
  const storage = { SNOVIO_STATE_DIR: state.path };
  await using server = await startConnect(storage);
  await connect(server);
  const env = { ...storage, SNOVIO_VAULT_KEY: `${NEW_KEY},${VAULT_KEY}` };
  const run = (...args: string[]) => runCommand(['vault', ...args], { env });
  const [row] = await server.app.accounts.store.vault.all();
  const who = `subject ${row?.person.slice(0, 8)}`;
  expect(JSON.parse((await run('list', '--json')).stdout)).toMatchObject([{ who, key: 'older' }]);
  const rotated = await run('rotate');
  expect(rotated).toMatchObject({ code: 0, stdout: 'Encrypted 1 entry with the current key.\n' });
  expect((await run('rotate')).stdout).toBe('Encrypted 0 entries with the current key.\n');
  expect(JSON.parse((await run('list', '--json')).stdout)).toMatchObject([{ who, key: 'current' }]);
  const store = new SqliteStore(state.path, 30);
  expect(await new Vault(store.vault, vaultKeys([NEW_KEY])).credentialsOf(row?.person ?? '')).toEqual(MARAS);
  await expect(
    new Vault(store.vault, vaultKeys([VAULT_KEY])).credentialsOf(row?.person ?? ''),
  ).rejects.toThrow();
  await store.close();

  const lost = { ...storage, SNOVIO_VAULT_KEY: VAULT_KEY };
  const closed = await runCommand(['vault', 'rotate'], { env: lost });
  expect(closed.code).toBe(1);
  expect(closed.stderr).toContain(`no key of these opens the entry of ${who}`);
});

test('the command takes an entry away, by the name in the audit log', async () => {
  using state = stateDirectory();
  const env = { SNOVIO_STATE_DIR: state.path, SNOVIO_VAULT_KEY: VAULT_KEY };
  await using server = await startConnect(env);
  await connect(server);
  const [row] = await server.app.accounts.store.vault.all();
  const remove = (name: string) => runCommand(['vault', 'remove', name], { env });
  expect(await remove('01234567')).toMatchObject({ code: 1 });
  expect((await remove('short')).code).toBe(2);
  expect((await remove(`${row?.person.slice(0, 8)}`)).stdout).toMatch(
    /^Removed the entry of subject [0-9a-f]{8}\.\n$/,
  );
  expect((await ask(server, 'mara')).code).toBe('not_configured');
});

test('whose account is chosen by the access file connects none, and who is in no list neither', async () => {
  using file = accessFile({
    people: [
      { subject: 'mara', account: 'sales' },
      { subject: 'ivo', principal: 'ivo', creditsPerDay: 1 },
    ],
  });
  Object.assign(process.env, { SNOVIO_CLIENT_ID_SALES: 'sandbox', SNOVIO_CLIENT_SECRET_SALES: 'sandbox' });
  try {
    await using server = await startConnect({ SNOVIO_HTTP_ACCESS_FILE: file.path });
    expect(await works(server)).toBe(true);
    expect((await new Browser(server).open('/connect', MARA)).text).toContain('There is nothing to connect');
    expect((await new Browser(server).open('/connect', { sub: 'eve' })).text).toContain('You are not let in');
    await connect(server, { sub: 'ivo' });
    expect(server.audit.at(-1)).toMatchObject({ event: 'connect', who: 'principal ivo' });
    const token = await server.token('read spend', { claims: { sub: 'ivo' } });
    const verify = (email: string) => server.callWith(token, 'verify_emails', { emails: [email] });
    await verify('one@acme.example');
    expect((await verify('two@acme.example')).text, 'the wall holds at an own account too').toContain(
      'The limit of the principal ivo leaves 0 of 1 credit',
    );
  } finally {
    delete process.env.SNOVIO_CLIENT_ID_SALES;
    delete process.env.SNOVIO_CLIENT_SECRET_SALES;
  }
});

test('beside an account of the server, an own one comes first', async () => {
  await using server = await startConnect({ SNOVIO_CLIENT_ID: 'sandbox', SNOVIO_CLIENT_SECRET: 'sandbox' });
  expect(await works(server)).toBe(true);
  server.sandbox.setCredits(77, MARAS.id);
  const browser = new Browser(server);
  await browser.submit(await browser.open('/connect', MARA), MARAS);
  expect((await ask(server, 'mara')).structured).toMatchObject({ balance: 77 });
});
