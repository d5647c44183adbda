import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { peakOf } from './peak.ts';
import { program } from './scratch.ts';

/** How a command ended. */
export interface Ended {
  /** Undefined: a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  /** The most memory it has had, in MiB; undefined where the system does not tell. */
  readonly peakMib: number | undefined;
}

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
}

const LOOK_MS = 25;

/** Starts `snovio-mcp run` in a folder, with only these variables. */
export function startRun(folder: string, args: readonly string[], env: Record<string, string>): Running {
  const began = performance.now();
  const child = spawn(process.execPath, [program(), 'run', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', chunk => (output.stdout += chunk));
  child.stderr.on('data', chunk => (output.stderr += chunk));
  let peak: number | undefined;
  const look = setInterval(() => (peak = peakOf(child.pid ?? 0) ?? peak), LOOK_MS);
  const ended = new Promise<Ended>(resolve =>
    child.on('close', code => {
      clearInterval(look);
      const peakMib = peak === undefined ? undefined : peak / 1024;
      resolve({ code: code ?? undefined, ...output, ms: performance.now() - began, peakMib });
    }),
  );
  return { kill: signal => void child.kill(signal), ended };
}

/** Runs it to its end. @throws Error where that is not the expected one */
export async function runToEnd(
  folder: string,
  args: readonly string[],
  env: Record<string, string>,
  code = 0,
): Promise<Ended> {
  const ended = await startRun(folder, args, env).ended;
  if (ended.code === code) return ended;
  throw new Error(`run ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`);
}
