import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openApp } from '../../app/app.ts';
import { ConfigError } from '../../config/settings.ts';
import { createLog } from '../../log.ts';
import { viewPage } from '../../mcp/apps/view-pages.ts';
import { addressOf, VIEWS } from '../../mcp/apps/views.ts';
import { composeServer } from '../../mcp/compose-server.ts';
import type { Command } from '../command.ts';
import { portOf } from '../port.ts';
import { stopSignal } from '../stop-signal.ts';
import { LocalClient } from './local-client.ts';
import { SCENES } from './scenes.ts';

/** The requests that a card may make of its host. */
const PASSED_ON = ['tools/call', 'resources/read'];
const MOST_BYTES = 1_000_000;

export const preview: Command = {
  summary: 'a card in the browser, with data of the sandbox',
  usage: 'Usage: snovio-mcp preview CARD [--port 0]',
  help: `Shows a card as a chat would, on a page of this machine, with the sandbox behind it: for whoever changes one. From the
sources, "npm run build" first puts the changes in. Ctrl-C ends it.`,
  subject: {
    noun: 'card',
    listedBy: 'snovio-mcp help preview',
    choices: () => VIEWS.map(({ name, description }) => ({ name, meaning: description })),
  },
  mostArguments: 1,
  options: {
    port: { type: 'string', value: 'N', description: 'the port of the page; a free one unless said' },
  },
  examples: ['snovio-mcp preview spending', 'snovio-mcp preview approval'],
  run: async ({ positionals: [name = ''], flags, config: read, listings }) => {
    const scene = Object.hasOwn(SCENES, name) ? SCENES[name] : undefined;
    if (!scene) throw new ConfigError(`${preview.usage}. Cards: ${Object.keys(SCENES).join(', ')}`);
    const world = { sandbox: true, sandboxSpeed: 60, stateDir: ':memory:' };
    const config = { ...read(), ...world, toolsets: ['all'] };
    const app = await openApp(config, { sequence: true });
    const accountOf = () => app.accounts.ownAccount();
    const factory = composeServer({ config, tools: listings, accountOf, log: createLog('error') });
    const client = await LocalClient.connect(factory());
    for (const params of scene.before) await client.request('tools/call', params);
    const page = await viewPage('preview');
    const served = { client, page, card: addressOf(name), calls: JSON.stringify(scene.calls) };
    const server = createServer((request, response) => void answer(request, response, served));
    const port = portOf(flags.port, 0);
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    process.stderr.write(`The card is at http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
    await stopSignal();
    server.closeAllConnections();
    server.close();
    await client.close();
    await app.close();
    return 0;
  },
};

interface Served {
  readonly client: LocalClient;
  readonly page: string;
  /** The address of the card's page. */
  readonly card: string;
  /** The calls that the card can belong to, as JSON. */
  readonly calls: string;
}

/** The page, the scene, and the card's requests; for this page alone, whatever else the browser has open. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { client, page, card, calls }: Served,
): Promise<void> {
  const { method, url, headers } = request;
  const isOwn = /^127\.0\.0\.1:\d+$/.test(headers.host ?? '');
  if (!isOwn) return void response.writeHead(403).end();
  if (method === 'GET' && (url === '/' || url === '/card')) {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return void response.end(url === '/' ? page : await cardPage(client, card));
  }
  if (method === 'GET' && url === '/calls') return json(response, calls);
  const isPageOwn = headers.origin === `http://${headers.host}`;
  if (method !== 'POST' || url !== '/request' || !isPageOwn) return void response.writeHead(404).end();
  const asked = await readRequest(request);
  if (!asked) return void response.writeHead(400).end();
  json(response, JSON.stringify(await client.request(asked.method, asked.params)));
}

/** As the server serves it to a host: with a key of its own. */
async function cardPage(client: LocalClient, uri: string): Promise<string> {
  const { result } = await client.request('resources/read', { uri });
  return (result as { contents: { text: string }[] }).contents[0]?.text ?? '';
}

function json(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'application/json').end(text);
}

async function readRequest(
  request: IncomingMessage,
): Promise<{ method: string; params: object } | undefined> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MOST_BYTES) return undefined;
  }
  try {
    const { method, params } = JSON.parse(text);
    return PASSED_ON.includes(method) && typeof params === 'object' ? { method, params } : undefined;
  } catch {
    return undefined;
  }
}
