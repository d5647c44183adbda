/** Nothing that was loaded longer ago is asked for, and none of it stays in memory. */
const LONGEST_SECONDS = 300;

/** Keeps what was loaded for a while. Simultaneous calls share a load; failures are not kept. */
export class ReadCache {
  readonly #entries = new Map<string, { value: Promise<unknown>; loadedAt: number | undefined }>();

  /** @param seconds how long ago a kept value may have been loaded, up to 300; 0: it is loaded anew, unless that is under way */
  get<T>(key: string, seconds: number, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && isYounger(known.loadedAt, seconds)) return known.value as Promise<T>;
    const value = load();
    const entry = { value, loadedAt: undefined as number | undefined };
    this.#entries.set(key, entry);
    this.#forgetOld();
    value.then(
      () => {
        entry.loadedAt = performance.now();
      },
      () => this.#entries.get(key) === entry && this.#entries.delete(key),
    );
    return value;
  }

  /** Whoever asks next gets what is loaded from now on. */
  drop(key: string): void {
    this.#entries.delete(key);
  }

  #forgetOld(): void {
    for (const [key, { loadedAt }] of this.#entries)
      if (!isYounger(loadedAt, LONGEST_SECONDS)) this.#entries.delete(key);
  }
}

/** A load that is under way counts from its end: it may have to wait for the pace first. */
function isYounger(loadedAt: number | undefined, seconds: number): boolean {
  return loadedAt === undefined || performance.now() < loadedAt + seconds * 1000;
}
