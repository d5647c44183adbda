import { ok, type Route } from './route.ts';
import { mailboxOf } from './world.ts';

const token: Route = {
  name: 'token',
  method: 'POST',
  path: /^\/v1\/oauth\/access_token$/,
  kind: 'token',
  items: () => [],
  reply: () => ok({ access_token: 'a'.repeat(40), token_type: 'Bearer', expires_in: 3600 }),
};

const balance: Route = {
  name: 'balance',
  method: 'GET',
  path: /^\/v1\/get-balance$/,
  kind: 'read',
  items: () => [],
  reply: model => {
    const spent = model.charged().reduce((sum, { credits }) => sum + credits, 0);
    return ok({ success: true, data: { balance: (10_000 - spent).toFixed(2), teamwork: false } });
  },
};

/** Somebody is known behind every mailbox that exists. */
const profile: Route = {
  name: 'profile.v1',
  method: 'POST',
  path: /^\/v1\/get-profile-by-email$/,
  kind: 'charge',
  items: ({ params }) => [`profile:${String(params.email).toLowerCase()}`],
  reply: (model, { params }, { id }) => {
    const email = String(params.email).toLowerCase();
    if (mailboxOf(email) === 'not_valid') return ok({ success: false, message: 'Not found' });
    const item = `profile:${email}`;
    model.charge({ item, rows: [item], credits: 1, price: 1, request: id });
    const name = { name: 'Ada Byron', firstName: 'Ada', lastName: 'Byron' };
    const jobs = { currentJobs: [], previousJobs: [], social: [] };
    return ok({ success: true, id: 301_592, source: 'linkedIn', ...name, country: 'Singapore', ...jobs });
  },
};

export const accountRoutes: readonly Route[] = [token, balance, profile];
