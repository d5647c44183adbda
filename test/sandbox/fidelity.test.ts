import { afterAll, beforeAll, expect, test } from 'vitest';
import * as routes from '../../src/sandbox/routes/index.ts';
import { analyticsAsks } from './asks/analytics.ts';
import { type Asks, sender } from './asks/ask.ts';
import { campaignEditorAsks } from './asks/campaign-editor.ts';
import { crmAsks } from './asks/crm.ts';
import { defaultAsks } from './asks/default.ts';
import { sendersAsks } from './asks/senders.ts';
import { warmUpAsks } from './asks/warm-up.ts';
import { type Client, login, open, until } from './client.ts';
import { reference } from './reference.ts';
import { differences } from './shape.ts';

let client: Client;
/** How to ask for each documented sample; it must cover the whole reference. */
let asks: Asks;
beforeAll(async () => {
  client = await open();
  const send = sender(client);
  asks = {
    ...analyticsAsks(send),
    ...campaignEditorAsks(send),
    ...crmAsks(send),
    ...defaultAsks(client, send),
    ...sendersAsks(client, send),
    ...warmUpAsks(send),
  };
});
afterAll(() => client.close());

test('every documented sample has a replay, and the reference holds all 30 methods of the older pages', () => {
  expect(Object.keys(asks).sort()).toEqual(reference.map(({ id }) => id).sort());
  expect(reference.filter(({ inSeeds }) => inSeeds)).toHaveLength(30);
});

test('the sandbox has no method that the reference lacks', () => {
  const documented = reference.map(({ verb, path }) => `${verb} ${path}`);
  const known = Object.values(routes)
    .flat()
    .map(({ method, path }) => `${method} ${path}`);
  expect([...known, 'POST /v1/oauth/access_token'].sort()).toEqual(documented.sort());
});

for (const { id, verb, path, responseExample } of reference) {
  test(`${verb} ${path} answers in the documented shape`, async () => {
    const got = await asks[id]?.();
    expect(differences(responseExample, got), JSON.stringify(got).slice(0, 600)).toEqual([]);
    const last = client.sandbox.requests.at(-1);
    expect(`${last?.method} ${last?.template}`).toBe(`${verb} ${path}`);
  });
}

test('the comparison itself notices what is missing, superfluous or of another type', () => {
  const sample = { list: [{ id: 1, name: 'x' }], meta: { hash: 'h' } };
  expect(differences(sample, { list: [{ id: 2, name: 'y' }], meta: { hash: 'g' } })).toEqual([]);
  expect(differences(sample, { list: [{ id: 2 }], meta: { hash: 'g' } })).toEqual([
    '.list[].name is missing',
  ]);
  expect(differences(sample, { list: [{ id: '2', name: 'y' }], meta: {} })).toHaveLength(2);
  expect(differences(sample, { ...sample, more: 1 })).toEqual(['.more is not documented']);
  expect(differences(sample, { list: {}, meta: null })).toHaveLength(2);
});

test('two accounts have lists and credits of their own', async () => {
  const two = await open({
    accounts: [
      { id: 'first', secret: '1', credits: 5 },
      { id: 'second', secret: '2' },
    ],
  });
  const token = await login(two.sandbox, 'second', '2');
  await two.ask('POST', '/v1/lists', { form: [['name', 'Mine']], token });
  const [own, other] = [
    await two.ask('GET', '/v1/get-user-lists', { token }),
    await two.ask('GET', '/v1/get-user-lists'),
  ];
  expect(own.body.length).toBe(other.body.length + 1);
  expect([two.sandbox.credits('first'), two.sandbox.credits('second')]).toEqual([5, 1000]);
  await until(() => two.sandbox.requests.length >= 5);
  await two.close();
});
