import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bearer, http, rpc, TOKEN } from './kit.ts';

// No container engine is needed: the Dockerfile's own steps are run in empty folders, one per stage.

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const read = (name: string) => readFileSync(join(root, name), 'utf8');

interface Step {
  word: string;
  rest: string;
}

interface Stage {
  name: string;
  image: string;
  steps: Step[];
}

/** Reads a Dockerfile: stages with their instructions, continued lines joined. */
function stagesOf(dockerfile: string): Stage[] {
  const lines = dockerfile
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const [image = '', , name = ''] = rest.replace(/^--platform=\S+\s+/, '').split(/\s+/);
    if (word === 'FROM') stages.push({ name, image, steps: [] });
    else stages.at(-1)?.steps.push({ word, rest });
  }
  return stages;
}

const stages = stagesOf(read('Dockerfile'));
const [build, final] = stages as [Stage, Stage];
const of = (stage: Stage, word: string) =>
  stage.steps.filter(step => step.word === word).map(step => step.rest);

const disk = mkdtempSync(join(tmpdir(), 'snovio-image-'));
/** Where a stage's absolute path lies here. */
const at = (stage: Stage, path: string) =>
  join(disk, stage.name || 'final', path.startsWith('/') ? path : join(of(stage, 'WORKDIR')[0] ?? '/', path));

/** The build context: the tree without what .dockerignore names. */
function context(source: string): string[] {
  const patterns = read('.dockerignore').split('\n').filter(Boolean);
  const all = source === '.' ? readdirSync(root) : [source];
  return all.filter(name => !patterns.some(pattern => matchesGlob(name, pattern)));
}

function copy(stage: Stage, rest: string): void {
  const words = rest.split(/\s+/);
  const from = words.find(word => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter(word => !word.startsWith('--'));
  const target = paths.pop() ?? '.';
  const origin = stages.find(stage => stage.name === from);
  for (const path of paths) {
    const sources = origin ? [at(origin, path)] : context(path).map(name => join(root, name));
    for (const source of sources) {
      const into = target.endsWith('/') || path === '.' || target === '.';
      const to = into ? join(at(stage, target), source.slice(dirname(source).length + 1)) : at(stage, target);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(source, to, { recursive: true });
    }
  }
}

async function perform(stage: Stage): Promise<void> {
  const cwd = at(stage, '.');
  mkdirSync(cwd, { recursive: true });
  // As in an image: nothing of the run that tests it.
  const env = { PATH: outerPath(), HOME: process.env.HOME ?? disk, npm_config_prefer_offline: 'true' };
  for (const { word, rest } of stage.steps) {
    if (word === 'COPY') copy(stage, rest);
    if (word === 'RUN') await run('sh', ['-ec', rest], { cwd, env, maxBuffer: 2 ** 26 });
  }
}

const outerPath = () =>
  (process.env.PATH ?? '')
    .split(':')
    .filter(folder => !folder.includes('node_modules'))
    .join(':');

beforeAll(async () => {
  await perform(build);
  await perform(final);
}, 180_000);
afterAll(() => rmSync(disk, { recursive: true, force: true }));

const CONTENT = ['LICENSE', 'dist', 'node_modules', 'package.json'];

test('the image is small, runs as nobody special, and holds only what runs', () => {
  expect(final.image).toMatch(/^node:24\.[\d.]+-alpine@sha256:[0-9a-f]{64}$/);
  expect(of(final, 'RUN'), 'a stage that runs nothing needs no more than it copies').toEqual([]);
  expect(of(final, 'USER')).toEqual(['node']);
  expect(readdirSync(at(final, '.')).sort()).toEqual(CONTENT);
  // The only packages beside the bundle: what signs people in at the server itself.
  expect(readdirSync(at(final, 'node_modules'))).toContain('oidc-provider');
  for (const name of ['.git', 'node_modules', 'dist', 'test', '.env']) expect(context(name)).toEqual([]);
});

test('all that it writes goes to the volume', () => {
  const [state] = of(final, 'VOLUME');
  expect(of(final, 'ENV').join(' ')).toContain(`SNOVIO_STATE_DIR=${state}`);
  expect(
    of(final, 'COPY').some(
      rest => rest.startsWith('--from=build --chown=node:node') && rest.endsWith(String(state)),
    ),
  ).toBe(true);
  expect(existsSync(at(final, String(state)))).toBe(true);
});

const json = (word: string): string[] => JSON.parse(of(final, word)[0] ?? '[]');
const env = () => ({
  PATH: dirname(process.execPath),
  HOME: join(disk, 'nowhere'),
  SNOVIO_STATE_DIR: at(final, '/var/lib/snovio-mcp'),
  SNOVIO_SANDBOX: '1',
  SNOVIO_HTTP_TOKENS: TOKEN,
  SNOVIO_HTTP_ALLOWED_HOSTS: 'mcp.example.com',
});

function start(port: number, more: Record<string, string | undefined>): ChildProcess {
  const [command = '', ...args] = [...json('ENTRYPOINT'), ...json('CMD')].map(word =>
    word.replace('3920', String(port)),
  );
  return spawn(command, args, { cwd: at(final, '.'), env: { ...env(), ...more }, stdio: 'pipe' });
}

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Resolves when it tells that it serves: what comes before, such as a warning, says nothing of the port. */
async function serving({ stderr }: ChildProcess): Promise<void> {
  let told = '';
  for await (const chunk of stderr?.iterator({ destroyOnReturn: false }) ?? []) {
    told += chunk;
    if (told.includes('serving MCP at')) return void stderr?.resume();
  }
  throw new Error(`It does not serve: ${told}`);
}

test('starts, is healthy, serves, and stops', { timeout: 30_000 }, async () => {
  const port = await freePort();
  const healthcheck = /CMD (\[.*\])$/.exec(of(final, 'HEALTHCHECK')[0] ?? '')?.[1] ?? '[]';
  const [command = '', ...args]: string[] = JSON.parse(healthcheck.replace('3920', String(port)));
  const probe = () => run(command, args, { env: env() });
  await expect(probe()).rejects.toMatchObject({ code: 1 });
  const child = start(port, {});
  const exit = new Promise(resolve => child.once('exit', resolve));
  await serving(child);
  await probe();
  const headers = { host: 'mcp.example.com', ...bearer(TOKEN) };
  const answer = await rpc(port, 'tools/call', { name: 'get_balance', arguments: {} }, { headers });
  expect(answer.json.result.structuredContent.balance).toBe(1000);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(readdirSync(at(final, '/var/lib/snovio-mcp'))).toContain('ledger.db');
  expect(readdirSync(at(final, '.')).sort(), 'nothing was written beside it').toEqual(CONTENT);
});

test('people can sign in at the server itself', { timeout: 30_000 }, async () => {
  const port = await freePort();
  const file = join(disk, 'sign-in.json');
  const password = `scrypt$15$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  writeFileSync(file, JSON.stringify({ people: [{ email: 'mara@acme.example', password }] }));
  const own = { SNOVIO_PUBLIC_URL: 'https://mcp.example.com', SNOVIO_HTTP_SIGN_IN_FILE: file };
  const child = start(port, own);
  await serving(child);
  const path = '/.well-known/oauth-authorization-server';
  const { json } = await http(port, { path, method: 'GET', headers: { host: 'mcp.example.com' } });
  expect(json).toMatchObject({ client_id_metadata_document_supported: true });
  child.kill('SIGKILL');
});

test('without tokens and hosts it does not start', async () => {
  const child = start(await freePort(), { SNOVIO_HTTP_TOKENS: '', SNOVIO_HTTP_ALLOWED_HOSTS: '' });
  expect(await new Promise(resolve => child.once('exit', resolve))).toBe(2);
});
