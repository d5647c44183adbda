import type { Adapter, AdapterPayload, errors as ProviderErrors } from 'oidc-provider';
import { hasCode } from '../../errors.ts';
import type { SignInTable } from '../../spending/sign-in-table.ts';

/** Where oidc-provider gives none, in seconds. */
const USUAL_S = 600;
/** Anybody can begin a sign-in. The oldest goes when there are more, which is looked at once in so many. */
const MOST_BEGUN = 20_000;
const LOOKED_AT = 100;
/**
 * How long the answer to a refresh may be asked for again, in milliseconds: the first one may have been lost with its connection,
 * or two processes of a client ask at the same moment. Who has the same token gets the same answer.
 */
const REPEATED_MS = 30_000;

export type Errors = Pick<typeof ProviderErrors, 'InvalidGrant' | 'TemporarilyUnavailable'>;

export interface RecordsOptions {
  readonly table: SignInTable;
  readonly errors: Errors;
  /** The refresh token that takes the place of another. */
  readonly successorOf: (token: string) => string;
}

/** Where oidc-provider keeps its records: in the store, where every process finds them. */
export function keepIn(options: RecordsOptions): (kind: string) => Adapter {
  return kind => {
    // No client is registered here: they stand in the configuration, or introduce themselves by a document.
    if (kind === 'Client') return EMPTY;
    const adapter = kind === 'RefreshToken' ? refreshTokens(kind, options) : records(kind, options);
    return whileStoreIsThere(adapter, options.errors);
  };
}

function records(kind: string, { table, errors }: RecordsOptions): Adapter {
  let begun = 0;
  const found = (record: Awaited<ReturnType<SignInTable['find']>>) =>
    record && ({ ...record.value, ...(record.usedMsAgo !== undefined && CONSUMED) } as AdapterPayload);
  return {
    upsert: async (id, payload, expiresIn = USUAL_S) => {
      await table.put(kind, id, recordOf(payload, expiresIn));
      begun += 1;
      if (kind === 'Interaction' && begun % LOOKED_AT === 0) await table.trim(kind, MOST_BEGUN);
    },
    find: async id => found(await table.find(kind, id)),
    findByUid: async uid => found(await table.findOf(kind, uid)),
    findByUserCode: async () => undefined,
    consume: async id => {
      if (await table.use(kind, id)) return;
      // Somebody else came with it at the same moment: then it is as if they had come before.
      const { grantId } = (await table.find(kind, id))?.value ?? {};
      if (typeof grantId === 'string')
        await Promise.all([table.remove('Grant', grantId), table.removeOf('RefreshToken', grantId)]);
      throw new errors.InvalidGrant('it was used already');
    },
    destroy: id => table.remove(kind, id),
    revokeByGrantId: grantId => table.removeOf(kind, grantId),
  };
}

/**
 * Refresh tokens count as used once their successor is there, and either that one was used too or some time is over. Until then
 * whoever has the token gets that very successor: a client whose answer was lost goes on, and nobody gets two.
 */
function refreshTokens(kind: string, options: RecordsOptions): Adapter {
  const { table, successorOf } = options;
  return {
    ...records(kind, options),
    upsert: (id, payload, expiresIn = USUAL_S) => table.put(kind, id, recordOf(payload, expiresIn), 'stays'),
    find: async id => {
      const record = await table.find(kind, id);
      if (record?.usedMsAgo === undefined) return record?.value as AdapterPayload | undefined;
      const next = await table.find(kind, successorOf(id));
      const isOver = next && (next.usedMsAgo !== undefined || record.usedMsAgo > REPEATED_MS);
      return { ...record.value, ...(isOver && CONSUMED) } as AdapterPayload;
    },
    consume: async id => void (await table.use(kind, id)),
  };
}

const CONSUMED = { consumed: true } as const;

function recordOf(payload: AdapterPayload, expiresIn: number) {
  return { value: payload, belongsTo: payload.grantId ?? payload.uid, ttlMs: expiresIn * 1000 };
}

const EMPTY: Adapter = {
  upsert: async () => {},
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => {},
  destroy: async () => {},
  revokeByGrantId: async () => {},
};

/** Tells clients to come again where the store cannot be asked, so that none takes its tokens for bad ones. */
function whileStoreIsThere(adapter: Adapter, errors: Errors): Adapter {
  const asked = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result;
    } catch (cause) {
      if (!isOutage(cause)) throw cause;
      const error = new errors.TemporarilyUnavailable('try again in a moment', { cause });
      throw Object.assign(error, { status: 503, statusCode: 503 });
    }
  };
  return {
    upsert: (...args) => asked(adapter.upsert(...args)),
    find: id => asked(adapter.find(id)),
    findByUid: uid => asked(adapter.findByUid(uid)),
    findByUserCode: code => asked(adapter.findByUserCode(code)),
    consume: id => asked(adapter.consume(id)),
    destroy: id => asked(adapter.destroy(id)),
    revokeByGrantId: id => asked(adapter.revokeByGrantId(id)),
  } as Adapter;
}

/** Whether something failed because the store cannot be asked now. */
export function isOutage(error: unknown): boolean {
  const isTold =
    typeof error === 'object' &&
    error !== null &&
    'error' in error &&
    error.error === 'temporarily_unavailable';
  return isTold || hasCode(error, 'upstream_unavailable');
}
