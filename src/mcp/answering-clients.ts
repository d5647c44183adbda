/** Names of clients are free to choose over HTTP, so only so many are kept. */
const MOST = 1000;

/**
 * Which clients show questions to their user. Some say that they can, and never do: a client that left a question open
 * and has never answered any is not asked again by this process.
 */
export class AnsweringClients {
  readonly #answering = new Set<string>();
  readonly #silent = new Set<string>();
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
    if (this.#answering.size >= MOST) this.#answering.clear();
    this.#answering.add(client);
  }

  /** A question was left open, or could not be shown. */
  wasSilent(client: string): void {
    this.#asked.delete(client);
    if (this.#silent.size >= MOST) this.#silent.clear();
    this.#silent.add(client);
  }

  /** Whether questions reach the user, as far as is known. */
  mayAnswer(client: string): boolean {
    const askedAt = this.#asked.get(client);
    if (askedAt !== undefined && performance.now() - askedAt > this.#timeoutMs) this.wasSilent(client);
    return this.#answering.has(client) || !this.#silent.has(client);
  }
}
