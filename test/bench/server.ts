import { Client } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Verified } from './addresses.ts';
import { program } from './scratch.ts';

/** The built server as a host runs it: a process of its own, spoken to over stdio. */
export interface Server extends AsyncDisposable {
  readonly pid: number;
  /** @throws Error when the tool answers with a failure */
  call(name: string, args: object): Promise<object>;
  verify(emails: readonly string[], options?: { maxCredits?: number }): Promise<Verified>;
}

/** @param env what the user would set, by variable name */
export async function startServer(sandbox: Sandbox, env: Record<string, string>): Promise<Server> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program()],
    env: { ...getDefaultEnvironment(), ...account(sandbox.url), ...env },
    stderr: 'inherit',
  });
  const client = new Client({ name: 'bench', version: '0' });
  await client.connect(transport);
  const call = async (name: string, args: object) => {
    const params = { name, arguments: { ...args } };
    const { structuredContent, content, isError } = await client.callTool(params, { timeout: 600_000 });
    if (isError || !structuredContent) throw new Error(`${name} failed: ${JSON.stringify(content)}`);
    return structuredContent;
  };
  return {
    pid: transport.pid ?? 0,
    call,
    verify: async (emails, options = {}) =>
      (await call('verify_emails', { emails, ...options })) as unknown as Verified,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** Variables of a server that works with the sandbox there, and keeps nothing. */
export function account(url: string): Record<string, string> {
  return {
    SNOVIO_API_URL: url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_STATE_DIR: ':memory:',
    SNOVIO_MAX_CREDITS_PER_DAY: '10000000',
    SNOVIO_LOG: 'error',
  };
}
