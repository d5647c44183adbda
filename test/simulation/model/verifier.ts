import { listOf, ok, type Route, resultRoute } from './route.ts';
import type { SnovioModel } from './snovio.ts';
import { isKnown, mailboxOf } from './world.ts';

const keysOf = (value: unknown) => listOf(value).map(email => `verify:${email.toLowerCase()}`);

/** A greylisting server takes the mail after 20 to 50 minutes. */
const GREYLIST_MS = 1_200_000;

/** v1's row for one address. */
function rowOf(model: SnovioModel, email: string): object {
  const queued = model.queued.get(`verify:${email}`);
  if (!isKnown(email) && !queued) {
    return { status: { identifier: 'not_verified', description: 'Email is not verified' }, data: [] };
  }
  if (queued && model.now < queued.doneAt) {
    return { status: { identifier: 'in_progress', description: 'Verification is in progress' }, data: [] };
  }
  const mailbox = mailboxOf(email);
  const smtpStatus = mailbox === 'greylisted' && queued && model.now >= queued.finalAt ? 'valid' : mailbox;
  return {
    data: {
      email,
      isValidFormat: true,
      isDisposable: false,
      isWebmail: false,
      isGibberish: false,
      smtpStatus,
    },
    status: { identifier: 'complete', description: 'Email verification is completed' },
  };
}

/** v2's row for one address. */
function resultOf(email: string): object {
  const mailbox = mailboxOf(email);
  const grey = mailbox === 'greylisted';
  return {
    email,
    result: {
      is_webmail: false,
      smtp_status: grey ? 'unknown' : mailbox,
      is_gibberish: false,
      is_disposable: false,
      is_valid_format: true,
      ...(grey && { unknown_status_reason: 'greylist' }),
    },
  };
}

const addV1: Route = {
  name: 'verify.v1.add',
  method: 'POST',
  path: /^\/v1\/add-emails-to-verification$/,
  kind: 'charge',
  quota: 'verifier',
  items: ({ params }) => keysOf(params.emails),
  reply: (model, { params }, { id }) => {
    const emails = listOf(params.emails).map(email => email.toLowerCase());
    for (const email of emails) {
      const item = `verify:${email}`;
      const doneAt = model.now + model.duration(item);
      const finalAt = doneAt + GREYLIST_MS + model.duration(email) * 90;
      if (!model.queued.has(item)) model.queued.set(item, { doneAt, finalAt });
      // A greylisted address is charged when it resolves.
      const at = mailboxOf(email) === 'greylisted' ? finalAt : model.now;
      model.charge({ item, rows: [item], credits: 1, price: 1, request: id, at });
    }
    return ok({ success: true, ...Object.fromEntries(emails.map(email => [email, { sent: true }])) });
  },
};

const readV1: Route = {
  name: 'verify.v1.read',
  method: 'POST',
  path: /^\/v1\/get-emails-verification-status$/,
  kind: 'read',
  quota: 'verifier',
  items: ({ params }) => keysOf(params.emails),
  reply: (model, { params }) => {
    const emails = listOf(params.emails);
    return ok({
      success: true,
      ...Object.fromEntries(emails.map(email => [email, rowOf(model, email.toLowerCase())])),
    });
  },
};

const startV2: Route = {
  name: 'verify.v2.start',
  method: 'POST',
  path: /^\/v2\/email-verification\/start$/,
  kind: 'charge',
  items: ({ params }) => keysOf(params.emails),
  reply: (model, { params }, { id }) => {
    const emails = listOf(params.emails);
    for (const item of keysOf(emails)) {
      model.charge({ item, rows: [item], credits: 1, price: 1, request: id });
    }
    const hash = model.openTask(emails, () => ({
      data: emails.map(email => resultOf(email.toLowerCase())).reverse(),
      meta: { emails },
    }));
    return ok({ data: { task_hash: hash }, meta: { emails } });
  },
};

export const verifierRoutes: readonly Route[] = [
  addV1,
  readV1,
  startV2,
  resultRoute('verify.v2.result', /^\/v2\/email-verification\/result$/),
];
