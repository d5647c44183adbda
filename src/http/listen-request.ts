/** A request for a stream of changes. */
export interface ListenRequest {
  readonly id: string | number;
  /** Whether it asks for the changes of resources, which are an account's. */
  readonly wantsResources: boolean;
}

/** @returns undefined if the body is no such request */
export function parsedListen(body: unknown): ListenRequest | undefined {
  const { method, id, params } = (body ?? {}) as { method?: unknown; id?: unknown; params?: unknown };
  if (method !== 'subscriptions/listen' || (typeof id !== 'string' && typeof id !== 'number'))
    return undefined;
  const { notifications } = (params ?? {}) as { notifications?: { resourceSubscriptions?: unknown } };
  const wanted = notifications?.resourceSubscriptions;
  return { id, wantsResources: Array.isArray(wanted) && wanted.length > 0 };
}
