import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bearer } from '../kit.ts';
import { Browser, type ConnectServer, linkIn, MARAS, SCOPES, startConnect } from './kit.ts';

let server: ConnectServer;
beforeEach(async () => {
  server = await startConnect();
});
afterEach(() => server[Symbol.asyncDispose]());

interface Asked {
  mode?: string;
  url?: string;
  message?: string;
}

/** A host of the 2026 protocol. @param answer what the person does when they are asked */
async function host(
  elicitation: Record<string, Record<string, never>>,
  answer: (asked: Asked) => Promise<'accept' | 'decline'>,
  extensions: Record<string, Record<string, never>> = {},
) {
  const client = new Client(
    { name: 'host', version: '0' },
    { capabilities: { elicitation, extensions }, versionNegotiation: { mode: { pin: '2026-07-28' } } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => ({
    action: await answer(params as Asked),
  }));
  const url = new URL(`http://127.0.0.1:${server.port}/mcp`);
  const requestInit = { headers: bearer(await server.token(SCOPES)) };
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  return client;
}

const balanceOf = (client: Client) => client.callTool({ name: 'get_balance', arguments: {} });

test('a host that opens pages is asked to, and the call goes on when the person is done', async () => {
  const asked: Asked[] = [];
  const client = await host({ url: {} }, async params => {
    asked.push(params);
    // The person has agreed to open the page, and is not done yet.
    setTimeout(async () => {
      const browser = new Browser(server);
      await browser.submit(await browser.open(linkIn(params.url ?? ''), { sub: 'mara' }), MARAS);
    }, 1500);
    return 'accept';
  });
  const { structuredContent, content } = await balanceOf(client);
  expect(structuredContent, JSON.stringify(content)).toMatchObject({ balance: expect.any(Number) });
  expect(asked).toMatchObject([
    {
      mode: 'url',
      url: expect.stringContaining('https://mcp.example.com/connect?link='),
      message: expect.stringContaining('Connect your Snov.io account'),
    },
  ]);
  expect(asked[0]?.url).not.toContain('mara');
  await client.close();
});

test('who declines gets the error, with the link, and is asked again by the next call', async () => {
  let asked = 0;
  const client = await host({ form: {}, url: {} }, async () => {
    asked += 1;
    return 'decline';
  });
  const { isError, content } = await balanceOf(client);
  expect(isError).toBe(true);
  expect(JSON.stringify(content)).toContain('Show the user this link');
  await balanceOf(client);
  expect(asked).toBe(2);
  await client.close();
});

test.each<[string, Record<string, Record<string, never>>]>([
  ['forms only', { form: {} }],
  ['nothing more', {}],
])('a host that declares %s gets the link in words', async (_, elicitation) => {
  let asked = 0;
  const client = await host(elicitation, async () => {
    asked += 1;
    return 'accept';
  });
  expect(JSON.stringify((await balanceOf(client)).content)).toContain(
    'https://mcp.example.com/connect?link=',
  );
  expect(asked).toBe(0);
  await client.close();
});

test('a host with tasks is asked to as well', async () => {
  const asked: Asked[] = [];
  const client = await host(
    { url: {} },
    async params => {
      asked.push(params);
      const browser = new Browser(server);
      await browser.submit(await browser.open(linkIn(params.url ?? ''), { sub: 'mara' }), MARAS);
      return 'accept';
    },
    { 'io.modelcontextprotocol/tasks': {} },
  );
  const { structuredContent, content } = await client.callTool({
    name: 'verify_emails',
    arguments: { emails: ['mara.lindqvist@acme.example'] },
  });
  expect(structuredContent, JSON.stringify(content)).toMatchObject({ credits: { spent: 1 } });
  expect(asked).toMatchObject([{ mode: 'url' }]);
  await client.close();
});
