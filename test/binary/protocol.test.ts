import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as FirstClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as FirstTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, test } from 'vitest';
import { defaultTools } from '../../tools/index.ts';
import { bareEnv, ended, MAIN, start } from './binary.ts';

const SANDBOX = ['--sandbox', '--sandbox-speed', '60', '--rate-window-ms', '3000'];
const server = {
  command: process.execPath,
  args: [MAIN, ...SANDBOX],
  env: bareEnv(),
  stderr: 'pipe' as const,
};
const me = { name: 'host', version: '0' };
const question = {
  name: 'verify_emails',
  arguments: { emails: ['mara.lindqvist@acme.example', 'no address'] },
};

/** The parts of any SDK's client that are tried here. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string }[] }>;
  callTool(params: typeof question): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Connects, and collects what the server says besides the protocol. */
type Connect = (noise: string[]) => Promise<AnyClient>;

function collect(transport: { stderr: unknown }, noise: string[]): void {
  (transport.stderr as NodeJS.ReadableStream | null)?.on('data', text => noise.push(String(text)));
}

async function current(noise: string[], pin?: string): Promise<AnyClient> {
  const transport = new StdioClientTransport(server);
  collect(transport, noise);
  const client = new Client(me, pin ? { versionNegotiation: { mode: { pin } } } : {});
  await client.connect(transport);
  return client as unknown as AnyClient;
}

async function first(noise: string[]): Promise<AnyClient> {
  const transport = new FirstTransport(server);
  collect(transport, noise);
  const client = new FirstClient(me);
  await client.connect(transport);
  return client as unknown as AnyClient;
}

const hosts: [string, Connect][] = [
  ['the 2.x client, revision 2026-07-28', noise => current(noise, '2026-07-28')],
  ['the 2.x client, revision of 2025', noise => current(noise)],
  ['the 1.x client', first],
];

describe.each(hosts)('%s', (_, connect) => {
  test('lists the tools and gets an answer', async () => {
    const noise: string[] = [];
    const client = await connect(noise);
    try {
      expect((await client.listTools()).tools.map(tool => tool.name)).toEqual(
        defaultTools.map(tool => tool.name),
      );
      const answer = await client.callTool(question);
      expect(answer.isError).toBeFalsy();
      expect(answer.structuredContent).toMatchObject({
        results: [
          { email: 'mara.lindqvist@acme.example', status: 'valid' },
          { email: 'no address', status: 'not_valid', reason: 'format' },
        ],
        pending: 0,
        credits: { spent: 1 },
      });
      const [block] = answer.content as { type: string; text: string }[];
      expect(JSON.parse(block?.text ?? '')).toEqual(answer.structuredContent);
    } finally {
      await client.close();
    }
    expect(noise.join('')).toBe('');
  });

  test('is told a failure as a result, with its code', async () => {
    const client = await connect([]);
    try {
      const answer = await client.callTool({ name: 'verify_emails', arguments: { emails: [] } });
      expect(answer).toMatchObject({ isError: true, _meta: { 'snovio/error': { code: 'invalid_input' } } });
    } finally {
      await client.close();
    }
  });
});

/** Speaks the protocol by hand, so that every byte of stdout is seen. */
function message(id: number | undefined, method: string, params: object = {}): string {
  return `${JSON.stringify({ jsonrpc: '2.0', ...(id !== undefined && { id }), method, params })}\n`;
}

const HELLO =
  message(1, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: me }) +
  message(undefined, 'notifications/initialized');

describe('the wire', () => {
  test('carries nothing but JSON-RPC, whatever happens', async () => {
    const child = start([...SANDBOX, '--log-level', 'debug']);
    const end = ended(child);
    const answered = new Promise<void>(resolve => {
      let seen = '';
      child.stdout?.on('data', text => {
        seen += text;
        if ([1, 2, 3, 4].every(id => seen.includes(`"id":${id}`))) resolve();
      });
    });
    child.stdin?.write(HELLO + message(2, 'tools/list') + message(3, 'tools/call', question));
    child.stdin?.write('this is no message\n');
    child.stdin?.write(message(4, 'tools/call', { name: 'no_such_tool', arguments: {} }));
    await answered;
    child.stdin?.end();
    const { code, stdout, stderr } = await end;
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    for (const line of lines) expect(line).toMatchObject({ jsonrpc: '2.0' });
    expect(
      lines
        .map(line => line.id)
        .filter(id => id !== undefined && id !== null)
        .sort(),
    ).toEqual([1, 2, 3, 4]);
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(/^snovio-mcp (debug|warn|info): /);
    expect(code).toBe(0);
  });

  test('ends with its input', async () => {
    const child = start(SANDBOX);
    child.stdin?.end(HELLO);
    expect(await ended(child)).toMatchObject({ code: 0, stderr: '' });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('ends on %s without a word', async signal => {
    const child = start(SANDBOX);
    const end = ended(child);
    child.stdin?.write(HELLO);
    await new Promise(resolve => child.stdout?.once('data', resolve));
    child.kill(signal);
    expect(await end).toMatchObject({ code: 0, stderr: '' });
  });

  test('starts without credentials and says what is missing when a tool is called', async () => {
    const child = start([]);
    const end = ended(child);
    child.stdin?.write(HELLO + message(2, 'tools/call', { name: 'get_balance', arguments: {} }));
    await new Promise<void>(resolve => {
      let seen = '';
      child.stdout?.on('data', text => {
        seen += text;
        if (seen.includes('"id":2')) resolve();
      });
    });
    child.stdin?.end();
    const { stdout } = await end;
    const answer = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
      .find(line => line.id === 2);
    expect(answer.result).toMatchObject({
      isError: true,
      _meta: { 'snovio/error': { code: 'not_configured' } },
    });
    expect(answer.result.content[0].text).toContain('SNOVIO_CLIENT_ID');
  });
});
