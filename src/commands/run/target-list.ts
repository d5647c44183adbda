import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { DEFAULT_WAIT_SECONDS, stateDirOf } from '../../config/settings.ts';
import { explain, hasCode, SnovioError } from '../../errors.ts';
import { untilAnswered, untilLetIn, type Waiting } from '../../mcp/repeat/wait.ts';
import { parseArguments, runTool } from '../../mcp/run-tool.ts';
import { type CallContext, deadlineIn } from '../../snovio/call-context.ts';
import type { Context } from '../../tool.ts';
import type { Job } from './job.ts';
import { inPerson } from './progress/in-person.ts';
import { ExclusiveFile } from './resume/exclusive-file.ts';

type Account = Omit<Context, 'call'>;

/**
 * The id of the list that the job saves to. A list that does not exist is created.
 * @param people how many may be saved
 * @returns undefined where the job saves nobody
 * @throws SnovioError `sending_not_allowed` where a running campaign would mail them, `invalid_input` where several lists
 *   have the name, `not_found` where there is no list of the id
 */
export async function targetListOf(
  job: Job,
  people: number,
  account: Account,
  waiting: Waiting,
): Promise<string | undefined> {
  const { list } = job.options;
  if (list === undefined) return undefined;
  const found = await lookPatiently(job, people, account, waiting);
  if (found !== undefined) return found;
  // Names are not unique at Snov.io, so of two runs only one may create it.
  using _ = await lockOf(job, list, account, waiting.signal);
  return (
    (await lookPatiently(job, people, account, waiting)) ??
    (await create(job, list, people, account, waiting))
  );
}

/** The account for one attempt of the saving tool. */
function attemptOf({ config }: Job, account: Account, signal: AbortSignal): Context {
  const deadline = deadlineIn(config.waitSeconds ?? DEFAULT_WAIT_SECONDS);
  const call: CallContext = { signal, tool: 'save_prospects', deadline };
  return { ...account, call };
}

function lookPatiently(
  job: Job,
  people: number,
  account: Account,
  waiting: Waiting,
): Promise<string | undefined> {
  return untilAnswered(() => look(job, people, attemptOf(job, account, waiting.signal)), waiting);
}

/** What is known of the list that a job saves to, before it starts. */
export interface ListAhead {
  readonly name: string;
  /** Undefined: it will be created, or it cannot be saved to. */
  readonly id?: string | undefined;
  /** Why it cannot be saved to, and what to do. */
  readonly problem?: string | undefined;
}

/** Failures that a run would meet as well. */
const STANDING_IN_THE_WAY = ['sending_not_allowed', 'invalid_input', 'not_found'] as const;

/**
 * Looks at the list before anything is spent, and changes nothing.
 * @param people how many may be saved
 * @returns undefined where the job saves nobody, or Snov.io does not tell
 */
export async function listAheadOf(
  job: Job,
  people: number,
  context: Context,
): Promise<ListAhead | undefined> {
  const { list: name } = job.options;
  if (name === undefined) return undefined;
  return look(job, people, context).then(
    id => ({ name, id }),
    error => {
      if (hasCode(error, ...STANDING_IN_THE_WAY)) return { name, problem: inPerson(explain(error).text) };
      if (error instanceof SnovioError) return undefined;
      throw error;
    },
  );
}

/** The list's id; undefined where there is none of the name. */
async function look(
  { tool, nextTool, createList, options }: Job,
  people: number,
  context: Context,
): Promise<string | undefined> {
  const { list = '', confirmSending } = options;
  const saving = nextTool ?? tool;
  try {
    const args = { listId: list, ...(confirmSending && { allowSending: true }) };
    return String((await saving.checkAhead?.(args, people, context))?.listId ?? list);
  } catch (error) {
    const isName = !/^\d+$/.test(list.trim());
    if (createList && isName && hasCode(error, 'not_found')) return undefined;
    throw error;
  }
}

/** How often a list is looked for that may have been created although no answer came. */
const LOOKS = 3;

async function create(
  job: Job,
  name: string,
  people: number,
  account: Account,
  waiting: Waiting,
): Promise<string> {
  const { createList, config } = job;
  if (!createList) return name;
  const { signal } = waiting;
  const args = parseArguments(createList, { name: name.trim() });
  const lookAgain = () => lookPatiently(job, people, account, waiting);
  try {
    const created = await untilLetIn(
      () => runTool(createList, args, attemptOf(job, account, signal)),
      waiting,
    );
    const { id } = z.object({ id: z.string() }).parse(created);
    process.stderr.write(`Created the list ${JSON.stringify(name.trim())} (id ${id}).\n`);
    return (await lookAgain()) ?? id;
  } catch (error) {
    if (!hasCode(error, 'upstream_unavailable', 'upstream_malformed')) throw error;
    for (let i = 0; i < LOOKS; i++) {
      const found = await lookAgain();
      if (found !== undefined) return found;
      await sleep(config.rateWindowMs / 30, undefined, { signal });
    }
    throw error;
  }
}

/** Held by one process of the state directory at a time. */
async function lockOf(
  { config }: Job,
  list: string,
  { snovio }: Account,
  signal: AbortSignal,
): Promise<Disposable> {
  const stateDir = stateDirOf(config);
  if (stateDir === ':memory:') return { [Symbol.dispose]: () => {} };
  const name = createHash('sha256').update(`${snovio.key}\n${list.trim().toLowerCase()}`).digest('hex');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  return ExclusiveFile.wait(join(stateDir, `list-${name.slice(0, 16)}.lock`), signal);
}
