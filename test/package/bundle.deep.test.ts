import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { mcpb, packBundle } from '../../scripts/bundle.ts';
import { readConfig } from '../../src/config/settings.ts';
import { defaultTools } from '../../tools/index.ts';
import { ROOT } from '../commands/kit.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('bundle/manifest.json'));

describe('the desktop bundle', () => {
  let folder: string;
  let unpacked: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'snovio-mcpb-'));
    unpacked = join(folder, 'unpacked');
    await packBundle(join(folder, 'snovio-mcp.mcpb'));
    const mcpbPath = join(folder, 'snovio-mcp.mcpb');
    expect(await mcpb().unpackExtension({ mcpbPath, outputDir: unpacked, silent: true })).toBe(true);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the skill, for whoever wants to copy it', () => {
    const skill = readFileSync(join(unpacked, 'skills/snovio-lead-list/SKILL.md'), 'utf8');
    expect(skill).toBe(read('skills/snovio-lead-list/SKILL.md'));
  });

  const command = async (userConfig: Record<string, string | number | boolean>) => {
    const packed = JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')) as object;
    const options = {
      manifest: packed,
      extensionPath: unpacked,
      systemDirs: {},
      userConfig,
      pathSeparator: sep,
    };
    const config = await mcpb().getMcpConfigForManifest(options);
    return { args: config?.args ?? [], env: config?.env ?? {} };
  };

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
