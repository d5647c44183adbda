import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { writeTypes } from '../../scripts/types.ts';
import { defaultTools } from '../../tools/index.ts';
import { ROOT } from '../commands/kit.ts';

const exec = promisify(execFile);
// What is installed runs on the Node that runs the tests, not on the system's.
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
const env = { ...process.env, PATH } as Record<string, string>;

let folder: string;
/** The folder that the package is installed in. */
let home: string;
let packed: { unpackedSize: number; files: { path: string }[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snovio-package-'));
  const stage = join(folder, 'stage');
  mkdirSync(stage);
  for (const path of ['dist', 'package.json', 'README.md', 'LICENSE', ...manifest.files]) {
    if (existsSync(join(ROOT, path))) cpSync(join(ROOT, path), join(stage, path), { recursive: true });
  }
  writeTypes(join(stage, 'dist', 'types'));
  const pack = await exec('npm', ['pack', '--ignore-scripts', '--json'], { cwd: stage, env });
  [packed] = JSON.parse(pack.stdout);
  home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "name": "home", "version": "1.0.0", "type": "module" }');
  const tarball = join(stage, `${manifest.name}-${manifest.version}.tgz`);
  await exec('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: home, env });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('is small, and brings at most ten packages', () => {
    expect(packed.unpackedSize).toBeLessThanOrEqual(3 * 1024 * 1024);
    const lock = JSON.parse(readFileSync(join(home, 'node_modules', '.package-lock.json'), 'utf8'));
    expect(Object.keys(lock.packages).length).toBeLessThanOrEqual(10);
  });

  test('holds the program, the library with its types, and the licences of what is bundled; no sources, no tests', () => {
    const files = packed.files.map(({ path }) => path);
    for (const path of ['dist/main.js', 'dist/index.js', 'dist/types/src/index.d.ts', 'LICENSE', 'README.md'])
      expect(files).toContain(path);
    expect(files.filter(path => path.startsWith('skills/'))).toEqual(['skills/snovio-lead-list/SKILL.md']);
    expect(files.filter(path => /^(src|test|tools|scripts)\//.test(path))).toEqual([]);
    const notices = readFileSync(join(home, 'node_modules/snovio-mcp/dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['undici', 'msw', '@modelcontextprotocol/server', 'iconv-lite', 'smol-toml'])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
  });

  test('serves on stdio through npx, in an empty folder', async () => {
    const client = new Client({ name: 'test', version: '0' });
    const params = { command: 'npx', args: ['-y', 'snovio-mcp', '--sandbox'], cwd: home, env };
    await client.connect(new StdioClientTransport({ ...params, stderr: 'pipe' }));
    expect((await client.listTools()).tools.map(tool => tool.name)).toEqual(
      defaultTools.map(tool => tool.name),
    );
    const balance = await client.callTool({ name: 'get_balance', arguments: {} });
    expect(balance.structuredContent).toMatchObject({ balance: 1000 });
    await client.close();
  }, 60_000);

  test('says what to install before people can sign in at the server itself', async () => {
    const file = join(home, 'sign-in.json');
    const password = `scrypt$15$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
    writeFileSync(file, JSON.stringify({ people: [{ email: 'mara@acme.example', password }] }));
    const own = { SNOVIO_HTTP_SIGN_IN_FILE: file, SNOVIO_PUBLIC_URL: 'https://mcp.example.com' };
    const main = join(home, 'node_modules/snovio-mcp/dist/main.js');
    const run = exec(process.execPath, [main, 'http', '--sandbox', '--port', '0'], {
      ...{ cwd: home, env: { ...env, ...own }, timeout: 20_000 },
    });
    await expect(run).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm install oidc-provider@9'),
    });
  });

  test('loads no chunk of another command when a server starts', () => {
    const dist = join(home, 'node_modules/snovio-mcp/dist');
    const [serve = ''] = readdirSync(dist)
      .filter(name => /^serve-/.test(name))
      .map(name => readFileSync(join(dist, name), 'utf8'))
      .sort((a, b) => b.length - a.length);
    for (const other of ['run-', 'init-', 'doctor-']) expect(serve).not.toContain(`"./${other}`);
  });
});

describe('the library', () => {
  const script = `
    import { createServer, createSnovioClient, SnovioError } from 'snovio-mcp';
    const client = await createSnovioClient({ sandbox: true, sandboxSpeed: 60, rateWindowMs: 1000 });
    const { results } = await client.verifyEmails(['Mara.Lindqvist@acme.example'], { maxCredits: 1 });
    const shape = { safeParse: value => ({ success: true, data: value.data.balance }) };
    const balance = await client.read({ method: 'GET', path: '/v1/get-balance' }, shape);
    const refused = await client.profileOf('nobody').catch(error => error instanceof SnovioError && error.code);
    await client.close();
    const missing = await createSnovioClient().catch(error => error.code);
    console.log(JSON.stringify({ status: results[0].status, balance, refused, missing, createServer: typeof createServer }));
  `;

  test('is a client without the SDK installed', async () => {
    writeFileSync(join(home, 'use.mjs'), script);
    const { stdout } = await exec(process.execPath, ['use.mjs'], {
      cwd: home,
      env: { ...env, SNOVIO_CLIENT_ID: 'x' },
    });
    expect(JSON.parse(stdout)).toEqual({
      status: 'valid',
      balance: expect.stringMatching(/^999/),
      refused: 'invalid_input',
      missing: 'not_configured',
      createServer: 'function',
    });
  });

  test('makes servers of the SDK that its embedder has', async () => {
    linkModules('@modelcontextprotocol/server', '@modelcontextprotocol/core');
    const text = `
      import { McpServer } from '@modelcontextprotocol/server';
      import { createServer } from 'snovio-mcp';
      const snovio = await createServer({ sandbox: true, toolsets: ['account'] });
      console.log(snovio.create() instanceof McpServer);
      await snovio.close();
      await createServer({ toolsets: ['nonsense'] }).catch(error => console.log(error.name));
    `;
    writeFileSync(join(home, 'serve.mjs'), text);
    const { stdout } = await exec(process.execPath, ['serve.mjs'], { cwd: home, env });
    expect(stdout).toBe('true\nConfigError\n');
  });

  test('has types that hold without skipping any', async () => {
    linkModules('@types/node', 'undici-types', '@modelcontextprotocol/server', '@modelcontextprotocol/core');
    const text = `
      import { createServer, createSnovioClient, type Settings, type VerifyAnswer } from 'snovio-mcp';
      const settings: Settings = { clientId: 'a', clientSecret: 'b', toolsets: ['find'], maxCreditsPerCall: 10 };
      await using client = await createSnovioClient(settings);
      const answer: VerifyAnswer = await client.verifyEmails(['mara@acme.example'], { maxCredits: 1 });
      export const status: string | undefined = answer.results[0]?.status;
      const { results } = await client.findProspects(['https://www.linkedin.com/in/x']);
      export const job: string | undefined = results[0]?.prospect?.currentJobs[0]?.position;
      export const name: string | undefined = (await client.getUserLists()).lists[0]?.name;
      export const balance: number = (await client.getBalance({}, { signal: AbortSignal.timeout(1000) })).balance;
      export const server = (await createServer(settings)).create();
      // @ts-expect-error a setting by another name
      export const wrong: Settings = { clientid: 'a' };
      // @ts-expect-error an argument by another name
      await client.countDomainEmails({ site: 'acme.example' });
    `;
    for (const [index, example] of examplesOf('docs/library.md').entries())
      writeFileSync(join(home, `example-${index}.mts`), example);
    writeFileSync(join(home, 'use.ts'), text);
    const examples = readdirSync(home).filter(name => name.startsWith('example-'));
    const lib = ['--lib', 'es2024,esnext.disposable', '--module', 'nodenext', '--target', 'es2024'];
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--types', 'node'];
    const { stdout } = await exec(process.execPath, [tsc, ...lib, ...options, 'use.ts', ...examples], {
      cwd: home,
    }).catch(error => error as { stdout: string });
    expect(stdout).toBe('');
  }, 120_000);
});

/** The examples of a page. */
function examplesOf(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = '']) => code);
}

/** Puts packages beside the installed one, as an embedder would have them. */
function linkModules(...names: string[]): void {
  for (const name of names) {
    const place = join(home, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    if (!existsSync(place)) symlinkSync(join(ROOT, 'node_modules', name), place);
  }
}
