import type { Reply, Route } from './model/route.ts';
import { QUOTA_REPLY } from './model/snovio.ts';

/**
 * What can happen to a request. `effect`: whether Snov.io acts on it, and when; `reply`: what the client gets;
 * `refusal`: the documents say that it cost nothing.
 */
export interface Act {
  readonly effect: 'done' | 'none' | 'late';
  /** `honest`: Snov.io's own, perhaps distorted; `lost`: nothing, ever; `reset`: the connection breaks. */
  readonly reply: 'honest' | 'lost' | 'reset' | 'unreachable' | Reply;
  readonly refusal?: true;
  readonly distort?: Distortion;
  /** The process dies when the request leaves, or just before its answer arrives. */
  readonly dies?: 'before' | 'after';
}

export type Distortion =
  | 'missing'
  | 'added'
  | 'reordered'
  | 'upper'
  | 'trimmed'
  | 'keys'
  | 'word'
  | 'unreadable'
  | 'contradicted'
  | 'stale cursor';

const status = (code: number, body: unknown, retryAfter?: string): Reply =>
  retryAfter === undefined ? { status: code, body } : { status: code, body, retryAfter };
const errors = (code: number) =>
  status(code, { errors: { code, title: 'Something went wrong', source: '' } });
const TOO_FAST = 'Your API rate is limited, too many requests';
const HTML = '<html><body><h1>Service</h1></body></html>';

const either = (name: string, reply: Act['reply']): Record<string, Act> => ({
  [`${name}`]: { effect: 'none', reply },
  [`${name}, done`]: { effect: 'done', reply },
});
const refusals = (replies: Record<string, Act['reply']>): Record<string, Act> =>
  Object.fromEntries(
    Object.entries(replies).map(([name, reply]) => [name, { effect: 'none', reply, refusal: true }]),
  );
const distorted = (...kinds: Distortion[]): Record<string, Act> =>
  Object.fromEntries(kinds.map(distort => [distort, { effect: 'done', reply: 'honest', distort }]));

/** Every act by its name. */
export const ACTS: Readonly<Record<string, Act>> = {
  ok: { effect: 'done', reply: 'honest' },
  ...either('reset', 'reset'),
  ...either('stall', 'lost'),
  'stall, done late': { effect: 'late', reply: 'lost' },
  ...either('500', errors(500)),
  ...either('409', errors(409)),
  ...either('499', status(499, '')),
  ...either('null', status(200, null)),
  ...either('{}', status(200, {})),
  ...either('html', status(200, HTML)),
  ...either('success only', status(200, { success: true })),
  ...refusals({
    unreachable: 'unreachable',
    '402': errors(402),
    '403': errors(403),
    '404': errors(404),
    '422': errors(422),
    '429': status(429, { message: TOO_FAST }),
    '429 retry': status(429, { message: TOO_FAST }, '5'),
    'text 429': status(200, TOO_FAST),
    'refused 429': status(200, { success: false, message: TOO_FAST }),
    quota: QUOTA_REPLY,
    'quota text': status(200, 'There are too many prospects processing. Please try later'),
    'success false': status(200, { success: false }),
  }),
  'sent false': { effect: 'none', reply: 'honest', refusal: true },
  short: { effect: 'done', reply: 'honest' },
  ...distorted(
    'missing',
    'added',
    'reordered',
    'upper',
    'trimmed',
    'keys',
    'word',
    'unreadable',
    'contradicted',
    'stale cursor',
  ),
  'dies before': { effect: 'none', reply: 'lost', dies: 'before' },
  'dies, done': { effect: 'done', reply: 'lost', dies: 'before' },
  'dies after': { effect: 'done', reply: 'honest', dies: 'after' },
};

/** Acts for free reads: without an effect it does not matter whether there was one. */
export const READ_ACTS = Object.keys(ACTS).filter(
  name => !/done|late|sent false|short|dies before|40[23]|422/.test(name),
);
/** Acts for charged requests. */
export const CHARGE_ACTS = Object.keys(ACTS).filter(
  name => !/missing|added|word|unreadable|contradicted/.test(name),
);

/** What goes wrong, in the order of the requests of each kind; when a list is over, Snov.io is honest. */
export interface Faults {
  readonly charge: readonly string[];
  readonly read: readonly string[];
  readonly token: readonly string[];
  /** Goes wrong at every request of this route, for good. */
  readonly always?: { readonly route: string; readonly act: string } | undefined;
}

/** Decides what happens to each request. */
export class Adversary {
  readonly #faults: Faults;
  readonly #count = { charge: 0, read: 0, token: 0 };
  /** From now on only `always` goes wrong. */
  honest = false;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** The name of the next act for a request of this route. */
  next({ kind, name }: Route): string {
    const { always } = this.#faults;
    if (always?.route === name) return always.act;
    if (this.honest) return 'ok';
    const act = this.#faults[kind][this.#count[kind]] ?? 'ok';
    this.#count[kind] += 1;
    return suits(act, name) ? act : 'ok';
  }
}

/** Some acts are documented answers elsewhere: there they would be lies, which nobody can see through. */
function suits(act: string, route: string): boolean {
  if (act === 'sent false') return /^(verify|find)\.v1\.add$/.test(route);
  if (act === 'success only') return route !== 'url.v1.add';
  // v1's read of a link says "not found" in these words, or with an empty list.
  if (act === 'success false' || act === 'missing') return route !== 'url.v1.read';
  return true;
}
