/**
 * Waits that follow from Snov.io's own speed. Against a simulator on loopback they shrink with the rate window, so that
 * tests and benchmarks see the same behaviour in less time. Against any other host they keep their length.
 */
export class Times {
  readonly #scale: number;

  constructor(origin: string, windowMs: number) {
    const { hostname } = new URL(origin);
    this.#scale = isLoopback(hostname) ? windowMs / 60_000 : 1;
  }

  /** Seconds of real time, in milliseconds here. */
  ms(seconds: number): number {
    return seconds * 1000 * this.#scale;
  }

  /** How long one upstream request may take. Not below 1.5 s, which a busy machine needs. */
  get requestMs(): number {
    return Math.max(1500, this.ms(30));
  }

  /**
   * The same for one that is not repeated: what is not waited for is in doubt. Cloudflare gives the servers behind it 100
   * seconds (its error 524).
   */
  get onceMs(): number {
    return Math.max(1500, this.ms(105));
  }
}

/** Whether a host means this machine. `hostname` comes from a URL, where IPv6 stands in brackets, or from a user. */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '[::1]', '::1'].includes(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname);
}
