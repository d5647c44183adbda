import { type Asked, ok, type Route, resultRoute } from './route.ts';
import { addressesOf, isKnown, type Person, personKey } from './world.ts';

function personOf({ params }: Asked): Person {
  return {
    firstName: String(params.firstName),
    lastName: String(params.lastName),
    domain: String(params.domain),
  };
}

const readV1: Route = {
  name: 'find.v1.read',
  method: 'POST',
  path: /^\/v1\/get-emails-from-names$/,
  kind: 'read',
  quota: 'finder',
  items: asked => [personKey(personOf(asked))],
  reply: (model, asked) => {
    const person = personOf(asked);
    const queued = model.queued.get(personKey(person));
    const running = queued !== undefined && model.now < queued.doneAt;
    const told = !running && (queued || isKnown(person.firstName)) ? addressesOf(person) : [];
    const identifier = running ? 'in_progress' : told.length > 0 ? 'complete' : 'not_found';
    return ok({
      success: true,
      params: person,
      data: { ...person, emails: told.map(email => ({ email, emailStatus: 'valid' })) },
      status: { identifier, description: `Emails search: ${identifier}` },
    });
  },
};

const addV1: Route = {
  name: 'find.v1.add',
  method: 'POST',
  path: /^\/v1\/add-names-to-find-emails$/,
  kind: 'charge',
  quota: 'finder',
  items: asked => [personKey(personOf(asked))],
  reply: (model, asked, { id }) => {
    const person = personOf(asked);
    const item = personKey(person);
    const doneAt = model.now + model.duration(item);
    if (!model.queued.has(item)) model.queued.set(item, { doneAt, finalAt: doneAt });
    model.charge({ item, rows: [item], credits: 1, price: 1, request: id });
    return ok({ success: true, ...person, userId: 100_001, sent: true });
  },
};

interface Row {
  readonly first_name: string;
  readonly last_name: string;
  readonly domain: string;
}

function peopleOf({ params }: Asked): Person[] {
  const rows = (params.rows ?? []) as Row[];
  return rows.map(row => ({ firstName: row.first_name, lastName: row.last_name, domain: row.domain }));
}

const startV2: Route = {
  name: 'find.v2.start',
  method: 'POST',
  path: /^\/v2\/emails-by-domain-by-name\/start$/,
  kind: 'charge',
  items: asked => peopleOf(asked).map(personKey),
  reply: (model, asked, { id }) => {
    const people = peopleOf(asked);
    for (const person of people) {
      const item = personKey(person);
      model.charge({ item, rows: [item], credits: addressesOf(person).length, price: 1, request: id });
    }
    const rows = people.map(person => ({
      people: `${person.firstName} ${person.lastName}`,
      result: addressesOf(person).map(email => ({ email, smtp_status: 'valid', is_valid_format: true })),
    }));
    const hash = model.openTask(people.map(personKey), () => ({
      data: rows,
      meta: { rows: asked.params.rows },
    }));
    return ok({ data: { task_hash: hash }, meta: { rows: asked.params.rows } });
  },
};

export const finderRoutes: readonly Route[] = [
  readV1,
  addV1,
  startV2,
  resultRoute('find.v2.result', /^\/v2\/emails-by-domain-by-name\/result$/),
];
