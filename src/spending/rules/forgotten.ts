import type { Ending, Question } from '../store.ts';
import { keyParts, listDomain, mentionsOf, withoutRows } from './mentions.ts';
import type { Seal } from './seal.ts';

/** The mention of everything there is. */
export const EVERYTHING = '*';

/** Who was forgotten when, in milliseconds since the epoch; undefined: never, or so long ago that nothing can bring them back. */
export interface ForgottenMoments {
  newest(): number | undefined;
  /** @param mention a keyed hash */
  of(mention: string): number | undefined;
}

/** Who was forgotten, as keyed hashes, so that what was under way then does not bring them back. */
export class ForgottenPeople {
  readonly #seal: Seal;
  readonly #moments: ForgottenMoments;

  constructor(seal: Seal, moments: ForgottenMoments) {
    this.#seal = seal;
    this.#moments = moments;
  }

  /** Whether a key names somebody who was forgotten while it was worked on. @param since when that began */
  names(item: string, since: number): boolean {
    return this.#sinceThen(since) && this.#isAmong(mentionsOf(keyParts(item)), since);
  }

  /**
   * What may be kept of an answer: all of it, a page without the rows of who was forgotten since, or nothing (undefined).
   */
  keptOf(
    question: Question,
    { item, answer, since, sentAt = since }: Ending,
  ): { answer: unknown } | undefined {
    const moment = Math.min(since, sentAt);
    if (!this.#sinceThen(moment)) return { answer };
    if (this.names(item, since)) return undefined;
    const domain = question === 'domain' ? listDomain(item) : undefined;
    const domains = domain === undefined ? [] : [domain];
    const isGone = (value: unknown) => this.#isAmong(mentionsOf(value, domains), moment);
    const kept = domain === undefined ? answer : withoutRows(answer, isGone);
    return isGone(kept) ? undefined : { answer: kept };
  }

  #sinceThen(moment: number): boolean {
    return (this.#moments.newest() ?? -1) >= moment;
  }

  #isAmong(mentions: ReadonlySet<string>, moment: number): boolean {
    return [EVERYTHING, ...mentions].some(
      mention => (this.#moments.of(this.#seal.mention(mention)) ?? -1) >= moment,
    );
  }
}
