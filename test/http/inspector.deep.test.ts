import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTools } from '../../tools/index.ts';
import { type Served, startServed, TOKEN } from './kit.ts';

// The MCP Inspector reads what a server says more strictly than most hosts do.

let served: Served;
beforeAll(async () => {
  served = await startServed({ env: { SNOVIO_HTTP_TOKENS: TOKEN } });
});
afterAll(() => served[Symbol.asyncDispose]());
const url = () => `http://127.0.0.1:${served.port}/mcp`;

describe.each(['legacy', 'modern'])("the MCP Inspector's command line, %s era", era => {
  async function inspect(...args: string[]) {
    const bin = fileURLToPath(new URL('../packages/node_modules/.bin/mcp-inspector', import.meta.url));
    const target = ['--cli', url(), '--transport', 'http', '--protocol-era', era];
    const all = [bin, ...target, '--header', `Authorization: Bearer ${TOKEN}`, ...args];
    const { stdout } = await promisify(execFile)(process.execPath, all, { timeout: 25_000 });
    return JSON.parse(stdout);
  }

  test('lists every tool and finds nothing that other hosts could not read', async () => {
    const listed = await inspect('--method', 'tools/list', '--strict');
    expect((listed.tools ?? listed.result.tools).map((tool: { name: string }) => tool.name)).toEqual(
      defaultTools.map(tool => tool.name),
    );
  });

  test('calls a tool', async () => {
    const args = [
      '--tool-name',
      'verify_emails',
      '--tool-args-json',
      '{"emails":["mara.lindqvist@acme.example"]}',
    ];
    const answer = await inspect('--method', 'tools/call', ...args, '--format', 'json');
    expect(JSON.stringify(answer)).toContain('"status":"valid"');
  });
});
