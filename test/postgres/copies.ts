import type { Sandbox, SandboxOptions, Stage } from '../../src/sandbox/index.ts';
import { type Environment, environmentOf, hastySandbox, WINDOW_MS } from '../faults/kit.ts';
import type { Cluster } from './cluster.ts';

/** Requests that all copies together may send in a window. */
export const LIMIT = 60;
/** A sandbox, and a database that copies of the server for it share. */
export interface Deployment extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly url: string;
  /** What each copy is started with. */
  env(more?: Environment): Environment;
  /** Runs statements in the database. */
  sql<R extends object>(text: string): Promise<R[]>;
}

/** Makes a database of its own in a server. */
export async function deploy(cluster: Cluster, options: SandboxOptions = {}): Promise<Deployment> {
  const url = await cluster.createDatabase();
  const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1e6 }];
  const sandbox = await hastySandbox({ accounts, ...options });
  return {
    sandbox,
    url,
    env: more =>
      environmentOf(sandbox, ':memory:', {
        SNOVIO_DATABASE_URL: url,
        SNOVIO_RATE_LIMIT: String(LIMIT),
        ...more,
      }),
    sql: text => cluster.run(text, url),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Does something once, at a stage of the next request to a path. */
export function atNext({ faults }: Sandbox, path: string, stage: Stage, act: () => Promise<void>): void {
  faults.add({
    path,
    kind: 'pass',
    times: 1,
    on: async now => {
      if (now === stage) await act();
    },
  });
}

/** Writes every slot down that is given from now on, by the database's clock. */
export async function recordSlots({ sql }: Deployment): Promise<void> {
  await sql(`CREATE TABLE granted (at bigint NOT NULL);
    CREATE FUNCTION grant_slot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF TG_OP = 'INSERT' OR NEW.slots IS DISTINCT FROM OLD.slots THEN
        INSERT INTO public.granted SELECT NEW.slots[cardinality(NEW.slots)] WHERE cardinality(NEW.slots) > 0;
      END IF;
      RETURN NEW; END $$;
    CREATE TRIGGER grant_slot AFTER INSERT OR UPDATE ON snovio_mcp.pace FOR EACH ROW EXECUTE FUNCTION grant_slot()`);
}

/** The most slots that were given within a window, by all copies. */
export async function mostInAWindow({ sql }: Deployment, windowMs = WINDOW_MS): Promise<number> {
  const rows = await sql<{ at: string }>('SELECT at FROM granted ORDER BY at');
  const at = rows.map(row => Number(row.at));
  let first = 0;
  return at.reduce((most, moment, place) => {
    while ((at[first] ?? 0) <= moment - windowMs) first += 1;
    return Math.max(most, place - first + 1);
  }, 0);
}
