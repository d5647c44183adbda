import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { getMcpConfigForManifest, type McpbManifestAny, unpackExtension } from '@anthropic-ai/mcpb';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { packBundle } from '../../scripts/bundle.ts';
import { readConfig } from '../../src/config/settings.ts';
import { defaultTools } from '../../tools/index.ts';
import { ROOT } from '../commands/kit.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('bundle/manifest.json'));
const registry = JSON.parse(read('server.json'));

test('versions are in step', () => {
  const { version } = packageJson;
  expect(manifest.version).toBe(version);
  expect(registry.version).toBe(version);
  expect(registry.packages.map((entry: { version: string }) => entry.version)).toEqual([version]);
  expect(JSON.parse(read('package-lock.json')).version).toBe(version);
});

describe('the desktop bundle', () => {
  let folder: string;
  let unpacked: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snovio-mcpb-'));
    unpacked = join(folder, 'unpacked');
    await packBundle(join(folder, 'snovio-mcp.mcpb'));
    const mcpbPath = join(folder, 'snovio-mcp.mcpb');
    expect(await unpackExtension({ mcpbPath, outputDir: unpacked, silent: true })).toBe(true);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const command = async (userConfig: Record<string, string | number | boolean>) => {
    const packed = JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')) as McpbManifestAny;
    const options = {
      manifest: packed,
      extensionPath: unpacked,
      systemDirs: {},
      userConfig,
      pathSeparator: sep,
    };
    const config = await getMcpConfigForManifest(options);
    return { args: config?.args ?? [], env: config?.env ?? {} };
  };

  test('asks for the credentials as secrets, and for limits, tools and sending', () => {
    const asked = Object.entries(manifest.user_config as Record<string, { sensitive?: boolean }>);
    expect(asked.filter(([, option]) => option.sensitive).map(([name]) => name)).toEqual([
      'client_id',
      'client_secret',
    ]);
    expect(asked.map(([name]) => name)).toEqual(
      expect.arrayContaining(['sandbox', 'max_credits_per_call', 'max_credits_per_day', 'max_credits']),
    );
    expect(asked.map(([name]) => name)).toEqual(expect.arrayContaining(['toolsets', 'allow_sending']));
  });

  test('gives the server a right configuration, whatever the user leaves out', async () => {
    const { env } = await command({});
    expect(Object.values(env).join()).not.toContain('$');
    const given = readConfig({}, env);
    expect(given).toEqual(readConfig({}, {}));
    const filled = await command({ client_id: 'a', client_secret: 'b', max_credits: '7', sandbox: true });
    expect(readConfig({}, filled.env)).toMatchObject({ clientId: 'a', maxCredits: 7, sandbox: true });
  });

  test('serves the tools that its manifest lists', async () => {
    const { args, env } = await command({ sandbox: true });
    const client = new Client({ name: 'test', version: '0' });
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'pipe' }));
    const listed = (await client.listTools()).tools.map(({ name, description }) => ({ name, description }));
    expect(listed).toEqual(manifest.tools);
    expect(listed.map(({ name }) => name)).toEqual(defaultTools.map(({ name }) => name));
    const balance = await client.callTool({ name: 'get_balance', arguments: {} });
    expect(balance.structuredContent).toMatchObject({ balance: 1000 });
    await client.close();
  });

  test('says on an old Node what it needs', () => {
    expect(manifest.compatibility.runtimes.node).toBe(packageJson.engines.node);
    const version = execFileSync(process.execPath, [
      join(unpacked, 'server', 'main.js'),
      '--version',
    ]).toString();
    expect(version.trim()).toBe(packageJson.version);
  });
});

test('workflows run the same steps as a contributor', () => {
  const check = read('.github/workflows/check.yml');
  for (const step of ['.ci/run', 'scripts/test-here.sh', 'scripts/pack.sh', 'node: [22, 24, 26]'])
    expect(check).toContain(step);
  const release = read('.github/workflows/release.yml');
  for (const step of [
    '.ci/run',
    'scripts/pack.sh',
    'scripts/pack-image.sh',
    'npm publish',
    'mcp-publisher publish',
  ])
    expect(release).toContain(step);
  for (const script of ['scripts/test-here.sh', 'scripts/pack.sh', 'scripts/pack-image.sh'])
    expect(statSync(join(ROOT, script)).mode & 0o111).not.toBe(0);
});
