import type { ApiRequest } from '../../snovio/transport/request.ts';
import type { Toolset } from '../../tool.ts';
import { campaignResource, campaignsResource } from './campaigns.ts';
import { eventsResource } from './events.ts';
import { listResource, listsResource } from './lists.ts';
import { addressOf, match } from './match.ts';

/** The resources whose changes are told. */
const CHANGING = [listsResource, listResource, campaignsResource, campaignResource, eventsResource];

/** The toolset that a resource whose changes are told goes with. */
export function toolsetAt(address: string): Toolset | undefined {
  return match(CHANGING, address)?.resource.toolset;
}

/** The addresses of the resources that a write may have changed. */
export function changedBy({ path, form }: ApiRequest): string[] {
  if (path === '/v1/lists') return [listsResource.uri];
  if (path === '/v1/add-prospect-to-list') return member(listResource, form?.listId, listsResource);
  if (path === '/v1/change-recipient-status') return member(campaignResource, form?.campaign_id);
  const [, campaign] = /^\/v2\/campaigns\/([^/]+)/.exec(path) ?? [];
  if (campaign === undefined) return [];
  return campaign === 'create'
    ? [campaignsResource.uri]
    : member(campaignResource, decodeURIComponent(campaign), campaignsResource);
}

function member(family: { uri: string }, id: unknown, collection?: { uri: string }): string[] {
  return [addressOf(family, String(id)), ...(collection ? [collection.uri] : [])];
}

/** Hears of an account's resource that was changed. */
export type UpdateListener = (account: string, uri: string) => void;

/** Tells those who listen which resources have changed by the writes of this process, or by events, and of which account. */
export class ResourceUpdates {
  readonly #listeners = new Set<UpdateListener>();

  /** @param account its key */
  written(account: string, request: ApiRequest): void {
    for (const uri of changedBy(request)) this.changed(account, uri);
  }

  /** @param account its key */
  changed(account: string, uri: string): void {
    for (const listener of this.#listeners) listener(account, uri);
  }

  /** @returns what ends it */
  subscribe(listener: UpdateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
