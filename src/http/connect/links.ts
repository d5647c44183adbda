import { randomUUID } from 'node:crypto';
import type { Carried } from '../../app/vault/carried.ts';

/** How long a link is good for, in seconds. */
export const LINK_SECONDS = 600;

/** For whom a link was made. */
export interface Link {
  /** SHA-256 of issuer and subject. */
  readonly person: string;
  /** A link is good once. */
  readonly id: string;
}

/** Makes and reads the links that lead a person to the page where they connect their account. */
export class ConnectLinks {
  readonly #carried: Carried;
  readonly #page: string;

  /** @param page the address of the page */
  constructor(carried: Carried, page: string) {
    this.#carried = carried;
    this.#page = page;
  }

  /** A link that opens nothing by itself: whoever follows it has to sign in as this person. */
  make(person: string): string {
    return `${this.#page}?link=${this.#carried.write('link', { person, id: randomUUID() }, LINK_SECONDS)}`;
  }

  /** Undefined: it was made up or changed, or its time is over. */
  read(text: string): Link | undefined {
    return this.#carried.read<Link>('link', text);
  }
}
