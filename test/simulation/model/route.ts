import type { SnovioModel } from './snovio.ts';

/** Which hourly quota a method counts towards. */
export type Family = 'finder' | 'verifier';

/** A request as Snov.io reads it, whatever encoding it came in. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What Snov.io answers. A string is sent as it is, anything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter?: string;
}

/** A request that has left the client. */
export interface Received {
  readonly id: number;
  /** When it left, in milliseconds since the start of the run. */
  readonly at: number;
  /** The process that sent it, by name and life. */
  readonly process: string;
  readonly route: string;
  readonly charged: boolean;
  /** What it is about. */
  readonly items: readonly string[];
  readonly quota: Family | undefined;
  /** How much of the hourly quota it uses. */
  readonly units: number;
  /** What the adversary did with it. */
  readonly act: string;
  /** Snov.io has acted on it. */
  performed: boolean;
  /** The client was not told what became of it. */
  ambiguous: boolean;
  /** Calls that could have caused it when it left. */
  readonly causes: readonly number[];
}

/** Credits that Snov.io has really taken. */
export interface Charge {
  /** What a call asks for: an item, or a domain's list. */
  readonly item: string;
  /** What must not be bought twice: the item itself, or each row of a list. */
  readonly rows: readonly string[];
  readonly credits: number;
  /** The most that this may cost by the documented prices. */
  readonly price: number;
  readonly request: number;
  readonly at: number;
}

export interface Route {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly kind: 'token' | 'read' | 'charge';
  readonly quota?: Family;
  items(asked: Asked, model: SnovioModel): string[];
  reply(model: SnovioModel, asked: Asked, request: Received): Reply;
}

export const UNKNOWN: Reply = {
  status: 404,
  body: { errors: { code: 404, title: 'Sorry, but url or entity not found', source: '' } },
};

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** A list parameter, in whatever form it came. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === undefined || value === '' ? [] : [String(value)];
}

/** The items of a v2 task, for a request that reads its result. */
function hashOf({ path, params }: Asked): string {
  return String(params.task_hash ?? path.split('/').at(-1));
}

/** The result call of a v2 family. */
export function resultRoute(name: string, path: RegExp): Route {
  return {
    name,
    method: 'GET',
    path,
    kind: 'read',
    items: () => [],
    reply: (model, asked, { act }) => {
      const hash = hashOf(asked);
      const task = model.tasks.get(hash);
      if (!task) return UNKNOWN;
      if (model.now < task.readyAt) return ok({ status: 'in_progress', data: [], meta: { task_hash: hash } });
      return ok({ status: 'completed', ...task.body(act) });
    },
  };
}
