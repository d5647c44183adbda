import { expect } from 'vitest';
import type { Ask, Client, Json } from '../client.ts';

/** How to ask for a documented sample, by the reference's id of its method. */
export type Asks = Readonly<Record<string, () => Promise<Json>>>;

/** Sends a request that the sandbox has to accept. @returns its answer */
export type Send = (method: string, path: string, ask?: Ask) => Promise<Json>;

export function sender(client: Client): Send {
  return async (method, path, ask = {}) => {
    const { status, body } = await client.ask(method, path, ask);
    expect(status, `${method} ${path}`).toBe(200);
    return body;
  };
}

export const form = (fields: Record<string, string>) => ({ form: Object.entries(fields) });
