import { SnovioError } from '../errors.ts';
import { counted } from '../text/counted.ts';
import { Budget } from './budget.ts';
import type { Holder, HolderRoom } from './holders.ts';
import type { Store, Walls } from './store.ts';

/** What configuration lets be spent, in credits. */
export interface Limits {
  /** By one call without asking. */
  readonly perCall: number;
  readonly walls: Walls;
}

/** The credits of one answer. Each credit is `spent` in one answer only. */
export interface Credits {
  spent: number;
  /** What earlier answers told as spent for what this answer gives; missing where that is nothing. */
  paidEarlier?: number;
  /** Reserved for what is pending, in doubt or provisional. */
  reserved?: number;
  /** What this call was allowed to spend. */
  ceiling: number;
  /** The sources disagree on the price; get_balance is the truth. */
  estimated?: boolean;
}

/** The credits that the walls leave now, and the one that leaves the fewest, in words. */
interface Wall {
  readonly credits: number;
  readonly words: string;
  /** Whether the user can raise it. */
  readonly isOwn: boolean;
}

/** What a call has besides what it would have to pay for. */
export interface Given {
  /** Credits that are reserved already for its items in doubt: they are released before the items are paid for anew. */
  readonly held?: number;
  /** Whether some of what it asks about is known or under way: a wall that is reached keeps nobody from that. */
  readonly hasFree?: boolean;
  /** Credits that the call has spent or reserved already, those that are held among them. */
  readonly spent?: number | undefined;
  /** Whom the call's payments count among. */
  readonly holders?: readonly Holder[] | undefined;
}

/** Says how much a call may spend. */
export class Ceiling {
  readonly #limits: Limits;
  readonly #store: Store;
  readonly #account: string;

  constructor(limits: Limits, store: Store, account: string) {
    this.#limits = limits;
    this.#store = store;
    this.#account = account;
  }

  /** The ceiling of a call with this `maxCredits`. */
  of(maxCredits: number | undefined): number {
    return maxCredits ?? this.#limits.perCall;
  }

  /**
   * Judges a call's worst case before anything is sent.
   * @param credits the most that the call can cost now
   * @param maxCredits what the user agreed to; without it the call may spend only what needs no asking
   * @param what is asked about, such as `60 addresses`
   * @returns what the call may spend: perhaps less than its worst case, with `maxCredits` or where a wall leaves less and
   *   some of the answers are free
   * @throws SnovioError `credit_ceiling`, with what to ask the user, when it is too high and the user has not agreed
   */
  async open(
    credits: number,
    maxCredits: number | undefined,
    what: string,
    { held = 0, hasFree = false, spent = 0, holders }: Given = {},
  ): Promise<Budget> {
    const wall = await this.#wall(holders);
    const room = wall.credits + held;
    const unasked = Math.max(0, this.#limits.perCall - Math.max(0, spent - held));
    if (maxCredits !== undefined || credits <= Math.min(unasked, room))
      return new Budget(Math.min(maxCredits ?? unasked, room));
    if (credits > room && hasFree) return new Budget(Math.min(unasked, held));
    throw this.#tooHigh(credits, unasked, wall, what);
  }

  /** What the walls leave now, in words; empty where there is none. */
  async wallsInWords(holders?: readonly Holder[]): Promise<string> {
    return (await this.#wall(holders)).words;
  }

  async #wall(holders: readonly Holder[] = []): Promise<Wall> {
    const [{ process, day }, rooms] = await Promise.all([
      this.#store.left(this.#account, this.#limits.walls),
      holders.length > 0 ? this.#store.roomOf(holders) : [],
    ]);
    const own = ownWall(process, day);
    const [nearest] = rooms.toSorted((one, other) => one.left - other.left);
    return nearest && nearest.left < own.credits ? holderWall(nearest) : own;
  }

  #tooHigh(credits: number, unasked: number, wall: Wall, what: string): SnovioError {
    const walls = wall.words;
    if (credits > wall.credits) {
      const next =
        wall.credits > 0
          ? `Ask the user, then repeat with maxCredits: ${wall.credits} for as many as fit.`
          : wall.isOwn
            ? 'Only the user can raise it.'
            : '';
      const message = `Up to ${counted(credits, 'credit')} for ${what}. ${walls} ${next}`.trimEnd();
      return new SnovioError('credit_ceiling', { message });
    }
    const message =
      `Up to ${counted(credits, 'credit')} for ${what}; ${unasked} may be spent unasked. Tell the user the price; ` +
      `if they agree, repeat with maxCredits: ${credits}.${walls && ` ${walls}`}`;
    const text = `spend up to ${counted(credits, 'Snov.io credit')} for ${what}?`;
    const ask = {
      about: 'credits',
      text,
      buys: what,
      label: 'Spend these credits?',
      grant: { credits },
    } as const;
    return new SnovioError('credit_ceiling', { message, ask });
  }
}

function ownWall(process: number, day: number): Wall {
  const credits = Math.min(process, day);
  if (credits === Number.POSITIVE_INFINITY) return { credits, words: '', isOwn: true };
  const words =
    process <= day
      ? `The limit of this server process (SNOVIO_MAX_CREDITS) leaves ${credits}.`
      : `Today's limit leaves ${credits} (SNOVIO_MAX_CREDITS_PER_DAY, any 24 hours).`;
  return { credits, words, isOwn: true };
}

const SPAN_WORDS = { day: '24 hours', month: '30 days' } as const;

function holderWall({ name, span, limit, left, freesAt }: HolderRoom): Wall {
  // A person is known by a hash, which tells nobody anything.
  const whose = name.startsWith('subject ') ? 'this sign-in' : `the ${name}`;
  const [all, time] = [counted(limit, 'credit'), SPAN_WORDS[span]];
  const words =
    freesAt === undefined
      ? `The limit of ${whose} is ${all} in any ${time}. Only whoever runs this server can raise it: ask them.`
      : `The limit of ${whose} leaves ${left} of ${all} in any ${time}, and more from ${minuteOf(freesAt)} on: wait, or ask whoever runs this server.`;
  return { credits: left, words, isOwn: false };
}

function minuteOf(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
