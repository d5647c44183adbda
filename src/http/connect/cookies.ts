import type { IncomingMessage } from 'node:http';
import type { Carried } from '../../app/vault/carried.ts';

/** A cookie that only this server can write and read, and that no script and no other site gets at. */
export class SealedCookie<T extends object> {
  readonly #carried: Carried;
  readonly #name: string;
  readonly #attributes: string;
  readonly #seconds: number;

  /** @param isHttps whether browsers come by https: then no other host can set it either */
  constructor(
    carried: Carried,
    { name, isHttps, seconds }: { name: string; isHttps: boolean; seconds: number },
  ) {
    this.#carried = carried;
    this.#name = `${isHttps ? '__Host-' : ''}snovio-${name}`;
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
    this.#seconds = seconds;
  }

  /** The header that sets it. */
  set(value: T): string {
    const sealed = this.#carried.write(`cookie ${this.#name}`, value, this.#seconds);
    return `${this.#name}=${sealed}; Max-Age=${this.#seconds}; ${this.#attributes}`;
  }

  /** The header that takes it away. */
  get gone(): string {
    return `${this.#name}=; Max-Age=0; ${this.#attributes}`;
  }

  /** Undefined: there is none, there are two, or it is not one of this server's. */
  read({ headers }: IncomingMessage): T | undefined {
    const start = `${this.#name}=`;
    const [own, ...more] = (headers.cookie ?? '')
      .split(';')
      .map(part => part.trim())
      .filter(part => part.startsWith(start));
    if (own === undefined || more.length > 0) return undefined;
    return this.#carried.read<T>(`cookie ${this.#name}`, own.slice(start.length));
  }
}
