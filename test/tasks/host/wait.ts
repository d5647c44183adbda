import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { reportOf } from '../judge/report.ts';
import { startHttpRelay } from './http-relay.ts';
import type { Session } from './session.ts';

const RELAY = fileURLToPath(new URL('stdio-relay.ts', import.meta.url));

export interface WaitOptions {
  readonly port: number;
  /** Seconds; undefined waits for ever. */
  readonly timeout: number | undefined;
  readonly say: (text: string) => void;
  /** Where a person tells that the agent is done. */
  readonly input: NodeJS.ReadableStream;
}

/** What `--check` is told. */
export interface Checked {
  readonly text: string;
  readonly reached: boolean;
}

/**
 * Lets a host work on a task until somebody says that the agent is done: a person here, `--check` elsewhere, or the time.
 * @returns what the agent said at the end, if somebody told
 */
export async function host(
  session: Session,
  { port, timeout, say, input }: WaitOptions,
): Promise<string | undefined> {
  const done = Promise.withResolvers<string | undefined>();
  await using relay = await startHttpRelay(session, port, (req, body, res) => {
    const isCheck = req.method === 'POST' && req.url === `/check/${session.task.name}`;
    if (!isCheck) return void res.writeHead(404).end();
    // Without a file nobody knows what the agent said, which is not the same as saying nothing.
    const answer = req.headers['content-type'] ? body : undefined;
    res
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(checked(session, answer)), () => done.resolve(answer));
  });
  say(instructions(session, relay.port));
  const person = listenToPerson(input, done.resolve);
  const late = new AbortController();
  if (timeout !== undefined) sleep(timeout * 1000, undefined, late).then(done.resolve, () => {});
  const stop = () => done.resolve(undefined);
  process.once('SIGINT', stop);
  const answer = await done.promise;
  process.off('SIGINT', stop);
  late.abort();
  person.close();
  return answer;
}

function checked(session: Session, answer: string | undefined): Checked {
  const { name } = session.task;
  const verdict = session.judge(answer);
  return { text: reportOf(name, verdict), reached: verdict.outcome === 'reached' };
}

/** Asks the runner at this port, in another process, to judge now. @throws Error if it does not serve this task */
export async function askToCheck(name: string, port: number, answer: string | undefined): Promise<Checked> {
  const body = answer === undefined ? {} : { body: answer, headers: { 'content-type': 'text/plain' } };
  const request = fetch(`http://127.0.0.1:${port}/check/${name}`, { method: 'POST', ...body });
  const response = await request.catch(() => undefined);
  if (response?.ok) return (await response.json()) as Checked;
  throw new Error(`The task '${name}' is not served at port ${port}: start it with npm run task -- ${name}`);
}

function instructions({ task, program, relayFile }: Session, port: number): string {
  const entry = { command: process.execPath, args: [RELAY, relayFile] };
  const snippet = JSON.stringify({ mcpServers: { [`${program.name}-task`]: entry } }, null, 2);
  return `Say this to the agent, and nothing else:

${task.words}

A host that starts servers itself (stdio) takes this entry:

${snippet}

A host that connects over HTTP takes http://127.0.0.1:${port}/mcp

When the agent is done, paste its last answer and a line with a single dot, or press Enter to judge without it.`;
}

/** Lines up to a dot are the answer; an empty first line is none. */
function listenToPerson(
  input: NodeJS.ReadableStream & { isTTY?: boolean },
  tell: (answer: string | undefined) => void,
) {
  const lines: string[] = [];
  const reader = createInterface({ input });
  reader.on('line', line => {
    if (line === '.') tell(lines.join('\n'));
    else if (line === '' && lines.length === 0) tell(undefined);
    else lines.push(line);
  });
  // Without a terminal, input that has ended says nothing: --check or the time will.
  return reader.once('close', () => {
    if (lines.length > 0 || input.isTTY) tell(lines.join('\n') || undefined);
  });
}
