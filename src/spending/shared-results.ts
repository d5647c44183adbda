/**
 * Results that Snov.io sends by itself, for processes that share an address: a request reaches any of them, and it leaves
 * there what another one waits for.
 */
export interface SharedResults {
  /** Expects a result under this key. */
  expect(key: string): Promise<void>;
  /** Keeps a result for whoever expects it. @returns false where nobody does, or it was there already */
  put(key: string, body: string): Promise<boolean>;
  /** The results that have come under these keys, each once. */
  take(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
