import { createHash, randomBytes } from 'node:crypto';
import type { SharedResults } from '../../spending/shared-results.ts';

/** The path under the public URL that results are sent to. */
export const RESULTS_PATH = '/results/';
/** How long a result may take that Snov.io sends by itself; after that nobody hears of it any more. */
const KEPT_MS = 3_600_000;
/** How often results are looked for that have reached another process. */
const LOOK_MS = 500;
/** After so many in a row that had to be polled, none is waited for: Snov.io cannot reach this server. */
const MOST_MISSED = 3;

/** A result that Snov.io is to send. */
export interface ExpectedResult {
  /** Where to: a path that nobody can guess, and that takes one result. */
  readonly url: string;
  /** It was polled before it came. */
  missed(): void;
}

interface Open {
  readonly until: number;
  readonly deliver: (body: unknown) => void;
}

/**
 * Results that Snov.io sends to this server when they are ready (`webhook_url` [C:ref]), so that they need not be polled.
 * Whoever knows the URL can send one, and nobody but Snov.io knows it.
 */
export class PushedResults {
  readonly #publicUrl: string;
  readonly #shared: SharedResults | undefined;
  readonly #open = new Map<string, Open>();
  /** Whether starts may name a URL. */
  isAllowed = true;
  #missed = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param publicUrl the origin at which Snov.io reaches this server */
  constructor(publicUrl: string, shared?: SharedResults) {
    this.#publicUrl = publicUrl;
    this.#shared = shared;
  }

  /** Whether results come, as far as is known: only then polling waits for them. */
  get isReliable(): boolean {
    return this.#missed < MOST_MISSED;
  }

  /**
   * Expects a result.
   * @param deliver gets its body, parsed and not checked, at most once
   */
  async expect(deliver: (body: unknown) => void): Promise<ExpectedResult> {
    this.#forgetOld();
    const token = randomBytes(24).toString('base64url');
    const key = keyOf(token);
    await this.#shared?.expect(key);
    this.#open.set(key, { until: performance.now() + KEPT_MS, deliver });
    this.#look();
    return {
      url: `${this.#publicUrl}${RESULTS_PATH}${token}`,
      missed: () => {
        if (this.#open.has(key)) this.#missed += 1;
      },
    };
  }

  /** Whether a token can be one that was given out; a look at it costs nothing. */
  static isToken(text: string): boolean {
    return /^[\w-]{32}$/.test(text);
  }

  /**
   * Takes a result that was sent.
   * @param body parsed JSON
   * @returns false where nobody expects it here, or it has come before
   */
  async receive(token: string, body: unknown): Promise<boolean> {
    const key = keyOf(token);
    if (this.#deliver(key, body)) return true;
    return (await this.#shared?.put(key, JSON.stringify(body))) ?? false;
  }

  /** Nothing is expected any more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#open.clear();
  }

  #deliver(key: string, body: unknown): boolean {
    const open = this.#open.get(key);
    if (!open) return false;
    this.#open.delete(key);
    this.#missed = 0;
    open.deliver(body);
    return true;
  }

  /** Looks for what other processes have received, as long as something is expected. */
  #look(): void {
    const shared = this.#shared;
    if (!shared || this.#timer) return;
    this.#timer = setTimeout(async () => {
      this.#forgetOld();
      const came = await shared.take([...this.#open.keys()]).catch(() => new Map<string, string>());
      for (const [key, text] of came) this.#deliver(key, JSON.parse(text));
      this.#timer = undefined;
      if (this.#open.size > 0) this.#look();
    }, LOOK_MS).unref();
  }

  #forgetOld(): void {
    const now = performance.now();
    for (const [key, { until }] of this.#open) if (until < now) this.#open.delete(key);
  }
}

/** What is kept of a token: it opens nothing. */
function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
