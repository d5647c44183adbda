import { nameOf } from '../../../spending/postgres/address.ts';
import type { DatabaseOptions } from '../../../spending/postgres/open.ts';
import { type Finding, fail, failFrom, ok, warn } from '../finding.ts';

/** Checks that the database can be reached, read and written, and what it promises. */
export async function checkDatabase(database: DatabaseOptions): Promise<Finding[]> {
  try {
    const { openDatabase } = await import('../../../spending/postgres/open.ts');
    const name = nameOf(database.address);
    const { store, warnings } = await openDatabase(database);
    const isUsable = await store.isUsable().finally(() => store.close());
    if (!isUsable) return [fail('database', `The database ${name} takes no writes.`, REMEDY)];
    return [ok('database', name), ...warnings.map(({ text, remedy }) => warn('database', text, remedy))];
  } catch (error) {
    const finding = failFrom('database', error, REMEDY);
    const [, remedy = REMEDY] = REMEDIES.find(([reason]) => reason.test(finding.text)) ?? [];
    return [{ ...finding, remedy }];
  }
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /refuses the user or the password|wants a password/,
    'Correct them in SNOVIO_DATABASE_URL, or the password in PGPASSWORD. A container of PostgreSQL keeps the password of its first start.',
  ],
  [
    /with (a|another) SNOVIO_DATABASE_KEY/,
    'Set it to what the other copies have, or to the copy of it that was kept: the database does not hold it.',
  ],
];

const REMEDY =
  'See that it runs and can be reached from here, and that SNOVIO_DATABASE_URL names its host, its database, and a user who may create tables in it.';
