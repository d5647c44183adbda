const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Resolves when the process is asked to stop, by Ctrl-C (`SIGINT`) or by whatever started it. */
export function stopSignal(): Promise<(typeof SIGNALS)[number]> {
  return new Promise(resolve => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(signal));
  });
}
