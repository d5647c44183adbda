import { SnovioError } from '../errors.ts';
import type { Spend, Walls } from './spend.ts';

/** What configuration lets be spent, in credits. */
export interface Limits {
  /** By one call without asking. */
  readonly perCall: number;
  readonly walls: Walls;
}

/** An item that would have to be paid for now. */
export interface Cost {
  readonly item: string;
  /** The most it can cost. */
  readonly price: number;
}

/** The credits of one answer. Each credit is `spent` in one answer only. */
export interface Credits {
  spent: number;
  /** Reserved for what is pending or in doubt. */
  reserved?: number;
  /** What this call was allowed to spend. */
  ceiling: number;
  /** The sources disagree on the price; get_balance is the truth. */
  estimated?: boolean;
}

/** Says which items of a call may be paid for. */
export class Ceiling {
  readonly #limits: Limits;
  readonly #spend: Spend;
  readonly #account: string;

  constructor(limits: Limits, spend: Spend, account: string) {
    this.#limits = limits;
    this.#spend = spend;
    this.#account = account;
  }

  get walls(): Walls {
    return this.#limits.walls;
  }

  /** The ceiling of a call with this `maxCredits`. */
  of(maxCredits: number | undefined): number {
    return maxCredits ?? this.#limits.perCall;
  }

  /**
   * Judges the worst case before anything is sent.
   * @param maxCredits what the user agreed to; without it the call may spend only what needs no asking
   * @param perhaps items that somebody else is paying for, as it seems: paid for from what is left, if need be
   * @returns the items that may be paid for: with `maxCredits` as many, in order, as fit
   * @throws SnovioError `credit_ceiling`, with what to ask the user, when it is too high and nobody agreed
   */
  admit(
    costs: readonly Cost[],
    maxCredits: number | undefined,
    what: string,
    perhaps: readonly Cost[] = [],
  ): Set<string> {
    const total = costs.reduce((sum, { price }) => sum + price, 0);
    const left = this.#spend.left(this.#account, this.#limits.walls);
    const wall = Math.min(left.process, left.day);
    if (maxCredits === undefined && total > Math.min(this.#limits.perCall, wall))
      throw this.#tooHigh(total, wall, what);
    let room = Math.min(this.of(maxCredits), wall);
    const admitted = new Set<string>();
    for (const { item, price } of [...costs, ...perhaps]) {
      if (price > room) break;
      room -= price;
      admitted.add(item);
    }
    return admitted;
  }

  #tooHigh(total: number, wall: number, what: string): SnovioError {
    const walls = this.#wallText(wall);
    if (total > wall) {
      const rest =
        wall > 0
          ? `Ask the user, then repeat with maxCredits: ${wall} for as many as fit.`
          : 'Only the user can raise it.';
      return new SnovioError('credit_ceiling', {
        message: `Up to ${total} credits for ${what}. ${walls} ${rest}`,
      });
    }
    const message =
      `Up to ${total} credits for ${what}; ${this.#limits.perCall} may be spent unasked. Tell the user the price; ` +
      `if they agree, repeat with maxCredits: ${total}.${walls && ` ${walls}`}`;
    return new SnovioError('credit_ceiling', { message, ask: { credits: total, what } });
  }

  /** What the walls leave now; empty where none stands. */
  wallsInWords(): string {
    const left = this.#spend.left(this.#account, this.#limits.walls);
    return this.#wallText(Math.min(left.process, left.day));
  }

  #wallText(wall: number): string {
    if (wall === Number.POSITIVE_INFINITY) return '';
    const { process } = this.#spend.left(this.#account, this.#limits.walls);
    return process === wall
      ? `The limit of this server process (SNOVIO_MAX_CREDITS) leaves ${wall}.`
      : `Today's limit leaves ${wall} (SNOVIO_MAX_CREDITS_PER_DAY).`;
  }
}
