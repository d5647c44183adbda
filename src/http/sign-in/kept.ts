import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { SignInRecords } from '../../app/sign-in-records.ts';

/** What outlives the process. All else is over in minutes, and anybody can make this server keep it. */
const LASTING = ['Grant', 'RefreshToken'];
/** Where oidc-provider gives none, in seconds. */
const USUAL_S = 600;
/** Of each kind in memory; the oldest goes when there are more. */
const MAX_KEPT = 5000;

interface Entry {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** Where oidc-provider keeps its records: what lasts in the state directory, sign-ins under way in memory. */
export function keepIn(records: SignInRecords): (kind: string) => Adapter {
  return kind => (LASTING.includes(kind) ? lasting(kind, records) : passing());
}

function lasting(kind: string, records: SignInRecords): Adapter {
  return {
    upsert: async (id, payload, expiresIn = USUAL_S) => records.put(kind, id, payload, expiresIn),
    find: async id => records.get(kind, id) as AdapterPayload | undefined,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async id => {
      const payload = records.get(kind, id) as AdapterPayload | undefined;
      if (!payload) return;
      const now = Math.floor(Date.now() / 1000);
      records.put(kind, id, { ...payload, consumed: now }, Math.max(1, (payload.exp ?? now) - now));
    },
    destroy: async id => records.remove(kind, id),
    revokeByGrantId: async grantId => records.removeOfGrant(kind, grantId),
  };
}

function passing(): Adapter {
  const entries = new Map<string, Entry>();
  const find = (id: string) => {
    const entry = entries.get(id);
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  };
  return {
    upsert: async (id, payload, expiresIn = USUAL_S) => {
      entries.delete(id);
      const [oldest] = entries.keys();
      if (entries.size >= MAX_KEPT && oldest !== undefined) entries.delete(oldest);
      entries.set(id, { payload, until: Date.now() + expiresIn * 1000 });
    },
    find: async id => find(id),
    findByUid: async uid => {
      for (const [id, { payload }] of entries) if (payload.uid === uid) return find(id);
      return undefined;
    },
    findByUserCode: async () => undefined,
    consume: async id => {
      const payload = find(id);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async id => void entries.delete(id),
    revokeByGrantId: async grantId => {
      for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id);
    },
  };
}
