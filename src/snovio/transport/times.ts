/**
 * Waits that follow from Snov.io's own speed. They shrink with the rate window against a simulator on loopback, so that
 * tests and benchmarks see the same behaviour in less time; against any other host they are what they are.
 */
export class Times {
  readonly #scale: number;

  constructor(origin: string, windowMs: number) {
    const { hostname } = new URL(origin);
    this.#scale = isLoopback(hostname) ? windowMs / 60_000 : 1;
  }

  /** `seconds` of life, in milliseconds here. */
  ms(seconds: number): number {
    return seconds * 1000 * this.#scale;
  }

  /** How long one upstream request may take. Not below 1.5 s: shrunk or not, it has to survive a busy machine. */
  get requestMs(): number {
    return Math.max(1500, this.ms(30));
  }
}

/** Whether a host means this machine. `hostname` comes from a URL, where IPv6 stands in brackets, or from a user. */
export function isLoopback(hostname: string): boolean {
  return ['localhost', '[::1]', '::1'].includes(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname);
}
