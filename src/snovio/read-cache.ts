/** Keeps what was loaded for a while. Simultaneous calls share a load; failures are not kept. */
export class ReadCache {
  readonly #entries = new Map<string, { value: Promise<unknown>; at: number }>();

  /** @param seconds how old a kept value may be */
  get<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && known.at + seconds * 1000 > performance.now()) return known.value as Promise<T>;
    const value = load();
    this.#entries.set(key, { value, at: performance.now() });
    value.catch(() => this.#entries.get(key)?.value === value && this.#entries.delete(key));
    return value;
  }
}
