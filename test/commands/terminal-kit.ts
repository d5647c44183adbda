import { vi } from 'vitest';
import { main } from '../../src/cli.ts';
import { tools } from '../../tools/index.ts';
import { listings } from '../../tools/listing.ts';

export const FAST = ['--sandbox', '--sandbox-speed', '60', '--rate-window-ms', '1000'];

export interface Shown {
  code: number;
  stdout: string;
  stderr: string;
}

/** What the streams of this process say of themselves while a command runs. */
export interface Streams {
  /** Undefined: a pipe. */
  columns?: number;
  env?: Record<string, string>;
}

/** Runs a command line in this process, as if its streams led to a terminal of so many columns. */
export async function shown(argv: readonly string[], { columns, env = {} }: Streams = {}): Promise<Shown> {
  const output = { stdout: '', stderr: '' };
  const restored: (() => void)[] = [];
  for (const name of ['stdin', 'stdout', 'stderr'] as const) {
    for (const [key, value] of Object.entries({ isTTY: columns !== undefined, columns })) {
      const before = Object.getOwnPropertyDescriptor(process[name], key);
      Object.defineProperty(process[name], key, { value, configurable: true });
      restored.push(() => {
        if (before) Object.defineProperty(process[name], key, before);
        else Reflect.deleteProperty(process[name], key);
      });
    }
    if (name === 'stdin') continue;
    const write = vi.spyOn(process[name], 'write').mockImplementation(text => {
      output[name] += text;
      return true;
    });
    restored.push(() => write.mockRestore());
  }
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'TERM', 'SNOVIO_CLIENT_ID', 'SNOVIO_CLIENT_SECRET'])
    vi.stubEnv(name, env[name]);
  try {
    const code = await main(argv, { listings, tools: async () => tools });
    return { code, ...output };
  } finally {
    for (const restore of restored) restore();
    vi.unstubAllEnvs();
  }
}
