import { listOf, ok, type Route, resultRoute } from './route.ts';
import { addressesOf, ownerOf, slugOf } from './world.ts';

const keyOf = (url: unknown) => `url:${slugOf(String(url))}`;

const addV1: Route = {
  name: 'url.v1.add',
  method: 'POST',
  path: /^\/v1\/add-url-for-search$/,
  kind: 'charge',
  items: ({ params }) => [keyOf(params.url)],
  reply: (model, { params }, { id }) => {
    const item = keyOf(params.url);
    const doneAt = model.now + model.duration(item);
    if (!model.queued.has(item)) model.queued.set(item, { doneAt, finalAt: doneAt });
    model.charge({ item, rows: [item], credits: 1, price: 1, request: id });
    return ok({ success: true });
  },
};

const readV1: Route = {
  name: 'url.v1.read',
  method: 'POST',
  path: /^\/v1\/get-emails-from-url$/,
  kind: 'read',
  items: ({ params }) => [keyOf(params.url)],
  reply: (model, { params }) => {
    const queued = model.queued.get(keyOf(params.url));
    const owner = queued && model.now >= queued.doneAt ? ownerOf(String(params.url)) : undefined;
    // No marker tells "not yet" from "never".
    if (!owner) return ok({ success: false, message: 'Prospect is not found' });
    const { firstName, lastName, domain } = owner;
    const job = { companyName: 'Acme', position: 'CEO', site: `https://${domain}` };
    const emails = addressesOf(owner).map(email => ({ email, status: 'valid' }));
    const facts = { id: 'abc==', name: `${firstName} ${lastName}`, firstName, lastName, source: 'linkedIn' };
    return ok({
      success: true,
      data: [{ ...facts, currentJob: [job], previousJob: [], social: [], emails }],
    });
  },
};

function profileOf(url: string): object {
  const owner = ownerOf(url);
  if (!owner) return { url, result: [] };
  const { firstName, lastName, domain } = owner;
  const positions = [{ name: 'Acme', title: 'CEO', url: `https://${domain}` }];
  const name = { name: `${firstName} ${lastName}`, first_name: firstName, last_name: lastName };
  return { url, result: { ...name, country: 'United States', positions } };
}

const startV2: Route = {
  name: 'url.v2.start',
  method: 'POST',
  path: /^\/v2\/li-profiles-by-urls\/start$/,
  kind: 'charge',
  items: ({ params }) => listOf(params.urls).map(keyOf),
  reply: (model, { params }, { id }) => {
    const urls = listOf(params.urls);
    for (const url of urls) {
      const item = keyOf(url);
      model.charge({ item, rows: [item], credits: ownerOf(url) ? 1 : 0, price: 1, request: id });
    }
    const hash = model.openTask(urls, () => ({ data: urls.map(profileOf), meta: { urls } }));
    return ok({ data: { task_hash: hash }, meta: { urls } });
  },
};

export const urlRoutes: readonly Route[] = [
  addV1,
  readV1,
  startV2,
  resultRoute('url.v2.result', /^\/v2\/li-profiles-by-urls\/result$/),
];
