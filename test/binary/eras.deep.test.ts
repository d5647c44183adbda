import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { tools } from '../../tools/index.ts';
import { asAnswer } from '../harness.ts';
import { knownCalls, patient, REFUSED } from '../leaving/calls.ts';
import { bareEnv, MAIN } from './binary.ts';

/** The last revision of each protocol era. */
const REVISIONS = ['2026-07-28', '2025-11-25'];

/** A host of this revision, whose user agrees to everything. */
async function connect(revision: string, apiUrl: string): Promise<Client> {
  const env = {
    ...bareEnv(),
    SNOVIO_API_URL: apiUrl,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_RATE_LIMIT: '10000',
    SNOVIO_RATE_WINDOW_MS: '1000',
    SNOVIO_TOOLSETS: 'all',
  };
  const isNew = revision === REVISIONS[0];
  const client = new Client(
    { name: 'host', version: '0' },
    {
      capabilities: { elicitation: {} },
      ...(isNew && { versionNegotiation: { mode: { pin: revision } } }),
    },
  );
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { agree: true } }));
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN], env }));
  return client;
}

let sandbox: Sandbox;
let client: Client;
beforeEach(async () => {
  sandbox = await startSandbox({ speed: 60, windowMs: 1000, limit: 10_000 });
});
afterEach(async () => {
  await client.close();
  await sandbox.close();
});

test.each(REVISIONS)('%s: every tool answers as it says', { timeout: 60_000 }, async revision => {
  const calls = await knownCalls(sandbox);
  client = await connect(revision, sandbox.url);
  expect(client.getNegotiatedProtocolVersion()).toBe(revision);
  const { tools: advertised } = await client.listTools();
  const usual = tools.filter(({ needs }) => needs === undefined);
  expect(advertised.map(({ name }) => name)).toEqual(usual.map(({ name }) => name));
  const refused: string[] = [];
  for (const toolDefinition of advertised) {
    const { name, inputSchema, outputSchema } = toolDefinition;
    expect(outputSchema, name).toMatchObject({ type: 'object' });
    const params = { name, arguments: patient(calls[name], inputSchema) };
    // With the definition at hand the client checks the answer against the schema.
    const { isError, structured, text } = asAnswer(await client.callTool(params, { toolDefinition }));
    if (isError) refused.push(name);
    else expect(JSON.parse(text), name).toEqual(structured);
  }
  expect(refused).toEqual(REFUSED);
});
