import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../src/sandbox/index.ts';
import { tools } from '../../tools/index.ts';
import { call, type Served, startServed } from '../http/kit.ts';
import { knownCalls } from '../leaving/calls.ts';
import { type Change, startPoisoner } from '../leaving/poisoner.ts';
import { sampleOf } from '../sample.ts';
import { TEXTS } from './arguments.ts';
import { MEGABYTE, PATTERNS } from './patterns.ts';

/** What a server of its own went through. */
export interface Swept {
  readonly calls: number;
  /** How long its event loop stood still at most, in milliseconds, and in which call. */
  readonly longest: { readonly ms: number; readonly during: string };
  /** How much more it keeps at the end, in bytes. */
  readonly keptBytes: number;
  /** How much more memory the process has at the end, in bytes: the system's allocator gives back late what was freed. */
  readonly rssBytes: number;
  /** The longest answer, in characters. */
  readonly longestAnswer: number;
}

interface Probed {
  readonly blockMs: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** @param prepare what has to be done before each time that the call is made */
type Call = (during: string, tool: string, args: object, prepare?: () => void) => Promise<void>;

/** A block as long as this is looked at again: what else the machine does makes long blocks too, but not each time. */
const LOOKED_AT_AGAIN_MS = 50;
const LOOKS = 4;

const kinds = Object.keys(PATTERNS);
/** Characters of an argument that fit into a request, however they are escaped. */
const LONGEST_ARGUMENT = 150_000;
const textOf = (kind: string, length: number) => PATTERNS[kind]?.(length) ?? '';

/**
 * Every text argument of every tool, as long as a request can carry it.
 * @param perField how many of the patterns each gets, in turn
 */
export async function sweepArguments(perField: number): Promise<Swept> {
  await using served = await startServed(PROBED);
  return await swept(served, async send => {
    for (const [place, [tool, path, put]] of sampleOf([...TEXTS.entries()], 16)) {
      for (const kind of turn(place, perField)) {
        await send(`${tool} ${path} of ${kind}`, tool, put(textOf(kind, LONGEST_ARGUMENT)) as object);
      }
    }
  });
}

/**
 * Every text of every answer of Snov.io's, a megabyte long in its first place.
 * @param perField how many of the patterns each gets, in turn
 */
export async function sweepAnswers(perField: number): Promise<Swept> {
  const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 1_000_000 }];
  const sandbox = await startSandbox({ speed: 600, windowMs: 100, limit: 100_000, accounts });
  try {
    let change: Change = text => text;
    await using poisoner = await startPoisoner(sandbox.url, (...text) => change(...text));
    const calls = Object.entries(await knownCalls(sandbox));
    const env = { ...PROBED.env, SNOVIO_API_URL: poisoner.url, SNOVIO_LEDGER_DAYS: '0' };
    await using served = await startServed({ ...PROBED, env });
    // Ordinary texts of that length first: what the system's allocator keeps for them is not what hostile ones cost.
    change = (text, key) => (key === 'name' ? 'x'.repeat(MEGABYTE) : text);
    for (let i = 0; i < 20; i++) await call(served.port, 'get_user_lists');
    // And each tool once: its code and what it connects to are loaded once.
    change = text => text;
    for (const [tool, args] of calls) await call(served.port, tool, asAsked(tool, args));
    return await swept(served, async send => {
      for (const [nth, [tool, args]] of calls.entries()) {
        const asked = asAsked(tool, args);
        poisoner.keys.clear();
        change = text => text;
        await send(`${tool}, unchanged`, tool, asked);
        for (const [place, key] of sampleOf([...[...poisoner.keys].entries()], 24, nth)) {
          for (const kind of turn(place, perField)) {
            const prepare = () => {
              change = once(key, textOf(kind, MEGABYTE));
            };
            await send(`${tool}: ${key} of ${kind}`, tool, asked, prepare);
          }
        }
      }
    });
  } finally {
    await sandbox.close();
  }
}

const PROBED = {
  node: ['--expose-gc', '--import', fileURLToPath(new URL('probe.ts', import.meta.url))],
  env: { SNOVIO_STATE_DIR: ':memory:', SNOVIO_TOOLSETS: 'all', SNOVIO_WAIT_SECONDS: '1' },
};

/** What is paid for is asked for anew each time. */
function asAsked(tool: string, args: object): object {
  const isPaid = tools.some(({ name, effect }) => name === tool && effect === 'spend');
  return isPaid ? { ...args, fresh: true } : args;
}

function turn(place: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => kinds[(place + i) % kinds.length] ?? '');
}

/** Changes the first text of this name in what is sent next. */
function once(key: string, hostile: string): Change {
  let done = false;
  return (text, at) => {
    if (done || at !== key) return text;
    done = true;
    return hostile;
  };
}

async function swept(served: Served, sweep: (send: Call) => Promise<void>): Promise<Swept> {
  let calls = 0;
  let longest = { ms: 0, during: '' };
  let longestAnswer = 0;
  const blockedIn: (...call: Parameters<Call>) => Promise<number> = async (during, tool, args, prepare) => {
    prepare?.();
    const { reply } = await call(served.port, tool, args);
    if (reply.status !== 200) throw new Error(`${during} was answered ${reply.status}: ${reply.text}`);
    longestAnswer = Math.max(longestAnswer, reply.text.length);
    served.sandbox.requests.length = 0;
    calls += 1;
    return (await probe(served.child, 'block')).blockMs;
  };
  const send: Call = async (during, ...asked) => {
    let ms = await blockedIn(during, ...asked);
    for (let look = 1; look < LOOKS && ms > Math.max(LOOKED_AT_AGAIN_MS, longest.ms); look++)
      ms = Math.min(ms, await blockedIn(during, ...asked));
    if (ms > longest.ms) longest = { ms, during };
  };
  // What is loaded and compiled once is not what is measured.
  await warmUp(served);
  await probe(served.child, 'block');
  const before = await probe(served.child, 'memory');
  await sweep(send);
  const after = await probe(served.child, 'memory');
  const keptBytes = kept(after) - kept(before);
  return { calls, longest, keptBytes, rssBytes: after.rss - before.rss, longestAnswer };
}

const kept = ({ heapUsed, external }: Probed) => heapUsed + external;

async function warmUp({ port }: Served): Promise<void> {
  for (const [tool, , put] of TEXTS) await call(port, tool, put('x'.repeat(10)) as object);
  for (let i = 0; i < 2; i++) {
    for (const [tool, , put] of sampleOf(TEXTS, 4))
      await call(port, tool, put('x'.repeat(LONGEST_ARGUMENT)) as object);
  }
}

function probe(child: ChildProcess, question: 'block' | 'memory'): Promise<Probed> {
  const told = new Promise<Probed>(resolve => child.once('message', answer => resolve(answer as Probed)));
  child.send(question);
  return told;
}
