import { expect, test } from 'vitest';
import { startHarness } from '../../harness.ts';

const URI = 'ui://snovio/spending';
const LEADS = 'ui://snovio/leads';
/** The tools whose answers are people. */
const LEADS_TOOLS = ['find_people', 'find_emails', 'prepare_leads', 'verify_emails', 'get_prospects_in_list'];
const PAGE_TYPE = 'text/html;profile=mcp-app';
const MOST_BYTES = 40_000;

test('a tool with a card names its page, and the page is among the resources', async () => {
  await using h = await startHarness();
  const { tools } = await h.client.listTools();
  const cards = Object.fromEntries(tools.flatMap(({ name, _meta }) => (_meta ? [[name, _meta]] : [])));
  const leads = LEADS_TOOLS.map(name => [name, { ui: { resourceUri: LEADS } }]);
  expect(cards).toEqual({
    get_all_campaign_replies: { ui: { resourceUri: 'ui://snovio/campaign' } },
    get_balance: { ui: { resourceUri: URI } },
    get_campaign_report: { ui: { resourceUri: 'ui://snovio/campaign' } },
    ...Object.fromEntries(leads),
  });
  expect(tools.find(({ name }) => name === 'get_user_lists')?._meta).toBeUndefined();
  const { resources } = await h.client.listResources();
  expect(resources.find(({ uri }) => uri === URI)).toMatchObject({ mimeType: PAGE_TYPE, title: 'Credits' });
  expect(h.client.getServerCapabilities()?.extensions).toMatchObject({
    'io.modelcontextprotocol/ui': { mimeTypes: [PAGE_TYPE] },
  });
});

test.each([URI, LEADS])('the page of %s is small, one file, and lets nothing in or out', async uri => {
  await using h = await startHarness();
  const { contents } = await h.client.readResource({ uri });
  const [page] = contents as { text: string; mimeType: string; _meta: object }[];
  expect(page).toMatchObject({ mimeType: PAGE_TYPE, _meta: { ui: { csp: {} } } });
  expect(Buffer.byteLength(page?.text ?? '')).toBeLessThanOrEqual(MOST_BYTES);
  expect(page?.text).toMatch(
    /content="default-src 'none'; script-src 'sha256-[^']+'(?: 'sha256-[^']+')?; style-src 'sha256-[^']+';/,
  );
  expect(page?.text).not.toMatch(/\b(src|href)=|url\(|@import/);
});

test('where the tools of a card are off, its page is not there', async () => {
  await using h = await startHarness({ env: { SNOVIO_TOOLSETS: 'verify' } });
  const { resources } = await h.client.listResources();
  expect(resources.map(({ uri }) => uri)).not.toContain(URI);
  await expect(h.client.readResource({ uri: URI })).rejects.toThrow('no such resource');
});

test('the credits by day and tool are a resource', async () => {
  await using h = await startHarness();
  const read = async () => {
    const { contents } = await h.client.readResource({ uri: 'snovio://spending' });
    return JSON.parse((contents[0] as { text: string }).text);
  };
  expect(await read()).toEqual({ days: [] });
  await h.call('verify_emails', { emails: ['mara.lindqvist@acme.example', 'nobody@acme.example'] });
  await h.call('find_emails', {
    people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }],
  });
  const day = new Date().toISOString().slice(0, 10);
  expect(await read()).toEqual({
    days: [
      { day, tool: 'find_emails', credits: 1 },
      { day, tool: 'verify_emails', credits: 2 },
    ],
  });
});
