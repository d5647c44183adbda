import type { IncomingMessage, ServerResponse } from 'node:http';
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
export async function host(session: Session, { port, timeout }: WaitOptions): Promise<string | undefined> {
  const done = Promise.withResolvers<string | undefined>();
  await using relay = await startHttpRelay(session, port, (req, body, res) => {
    if (req.method !== 'POST' || req.url !== '/check') return void res.writeHead(404).end();
    done.resolve(answerCheck(session, body, req, res));
  });
  process.stdout.write(`${instructions(session, relay.port)}\n`);
  const person = listenToPerson(done.resolve);
  const late = new AbortController();
  if (timeout !== undefined) sleep(timeout * 1000, undefined, late).then(done.resolve, () => {});
  process.once('SIGINT', () => done.resolve(undefined));
  const answer = await done.promise;
  late.abort();
  person.close();
  process.stdin.unref();
  return answer;
}

function answerCheck(
  session: Session,
  body: string,
  { headers }: IncomingMessage,
  res: ServerResponse,
): string | undefined {
  // Without a file nobody knows what the agent said, which is not the same as saying nothing.
  const answer = headers['content-type'] ? body : undefined;
  const verdict = session.judge(answer);
  const checked: Checked = {
    text: reportOf(session.task.name, verdict),
    reached: verdict.outcome === 'reached',
  };
  res
    .writeHead(200, { 'content-type': 'application/json', connection: 'close' })
    .end(JSON.stringify(checked));
  return answer;
}

/** Asks the runner at this port, in another process, to judge now. @throws Error if there is none */
export async function askToCheck(port: number, answer: string | undefined): Promise<Checked> {
  const body = answer === undefined ? {} : { body: answer, headers: { 'content-type': 'text/plain' } };
  const response = await fetch(`http://127.0.0.1:${port}/check`, { method: 'POST', ...body });
  return (await response.json()) as Checked;
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
function listenToPerson(tell: (answer: string | undefined) => void) {
  const lines: string[] = [];
  const reader = createInterface({ input: process.stdin });
  reader.on('line', line => {
    if (line === '.') tell(lines.join('\n'));
    else if (line === '' && lines.length === 0) tell(undefined);
    else lines.push(line);
  });
  // Without a terminal, input that has ended says nothing: --check or the time will.
  return reader.once('close', () => {
    if (lines.length > 0 || process.stdin.isTTY) tell(lines.join('\n') || undefined);
  });
}
