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
    return [failFrom('database', error, REMEDY)];
  }
}

const REMEDY =
  'See that it runs and can be reached from here, and that SNOVIO_DATABASE_URL names its host, its database, and a user who may create tables in it.';
