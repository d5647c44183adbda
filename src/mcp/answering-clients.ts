/** Names of clients are free to choose over HTTP, so only so many are kept. */
const MOST = 250;

/**
 * Which clients show questions to their user. Some say that they can, and never do. One that refuses to show a question
 * is not asked again by this process, unless it has answered before. One that leaves a question open is not asked for
 * prices again: the call can say its `maxCredits`. What others would feel it is asked for each time, since its user may
 * only be away.
 */
export class AnsweringClients {
  readonly #answering = new Set<string>();
  readonly #silent = new Set<string>();
  readonly #refusing = new Set<string>();
  /** When each client was asked what it has not answered yet (`performance.now()`). */
  readonly #asked = new Map<string, number>();
  readonly #timeoutMs: number;

  /** @param timeoutMs how long a question may stay open */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  wasAsked(client: string, at: number): void {
    if (this.#asked.size >= MOST) this.#asked.clear();
    this.#asked.set(client, at);
  }

  hasAnswered(client: string): void {
    this.#asked.delete(client);
    remember(this.#answering, client);
  }

  /** A question was left open. */
  wasSilent(client: string): void {
    this.#asked.delete(client);
    remember(this.#silent, client);
  }

  /** The client answered that it cannot show a question. */
  hasRefused(client: string): void {
    remember(this.#refusing, client);
  }

  /**
   * Whether a question may reach the user, as far as is known.
   * @param isPrice whether the question is only for a price
   */
  mayAnswer(client: string, isPrice: boolean): boolean {
    const askedAt = this.#asked.get(client);
    if (askedAt !== undefined && performance.now() - askedAt > this.#timeoutMs) this.wasSilent(client);
    if (this.#answering.has(client)) return true;
    return !this.#refusing.has(client) && !(isPrice && this.#silent.has(client));
  }
}

function remember(clients: Set<string>, client: string): void {
  if (clients.size >= MOST) clients.clear();
  clients.add(client);
}
