import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, expect, test, vi } from 'vitest';
import { runCommand } from './command.ts';
import { type Agent, agentOver } from './host/agent.ts';
import { BASELINE_SCRIPTS } from './scripts/baseline.ts';
import { SCRIPTS } from './scripts/index.ts';
import { TASKS } from './tasks/index.ts';

// Each test starts several programs.
vi.setConfig({ testTimeout: 120_000 });
const folder = mkdtempSync(join(tmpdir(), 'snovio-mcp-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('without a name the tasks are listed, and how to run one', async () => {
  const { code, output } = await command();
  expect(code).toBe(0);
  for (const { name, words } of TASKS) expect(output).toContain(`${name}\n    ${words}\n`);
  expect(output).toContain('npm run task -- NAME --check');
});

test.each([
  [['no-such-task'], "There is no task 'no-such-task'."],
  [['clean-list', '--check', '--port', '1'], "The task 'clean-list' is not served at port 1"],
  [['clean-list', '--timeout', 'soon'], "--timeout: 'soon' is no number."],
  [['clean-list', '--script', '--baseline'], "There is no script for 'clean-list' with the baseline."],
  [['clean-list', '--wrong'], "Unknown option '--wrong'"],
])('%j is refused', async (args, message) => {
  const { code, output } = await command(...args);
  expect(code).toBe(2);
  expect(output).toContain(message);
});

test('a host on stdio works on a task in which the server is killed, and --check judges it', async () => {
  const runner = await serve('lost-connection');
  const answer = await work(overStdio(runner), 'lost-connection');
  const checked = await command('lost-connection', '--check', '--port', runner.port, ...told(answer));
  const { code, output } = await runner.end;
  expect(checked.output).toContain('lost-connection: REACHED');
  // The first call got no answer: it is counted, and the repeated one is another.
  expect(output).toMatch(/4 calls, [\d,]+ tokens of answers, 10 credits/);
  expect([checked.code, code]).toEqual([0, 0]);
});

test('a host over HTTP works on the same kind of task, and a person pastes what it said', async () => {
  const runner = await serve('long-list');
  const answer = await work(overHttp(runner), 'long-list');
  runner.input.end(`${answer}\n.\n`);
  const { code, output } = await runner.end;
  expect(output).toContain('long-list: REACHED');
  expect(output).toMatch(/[1-9]\d* calls, [\d,]+ tokens of answers, 0 credits/);
  expect(code).toBe(0);
});

test('a server that was killed over HTTP is there again for the same call', async () => {
  const runner = await serve('lost-connection');
  await using agent = overHttp(runner);
  const emails = ['valid1@lighthouse.example', 'valid2@lighthouse.example'];
  const call = () => agent.call('verify_emails', { emails });
  const first = await call().catch(() => undefined);
  const { text } = await call();
  runner.input.end('\n');
  const { output } = await runner.end;
  expect(first).toBeUndefined();
  expect(text).toContain('"valid1@lighthouse.example","status":"valid"');
  expect(output).toMatch(/2 calls, [\d,]+ tokens of answers, 2 credits/);
});

test('the time-out judges what has been done until then', async () => {
  const { output, code } = await command('clean-list', '--port', '0', '--timeout', '0.1');
  expect(output).toContain("wrong  list 'Trade fair clean'");
  expect(output).toContain('clean-list: MISSED');
  expect(code).toBe(1);
});

test('the baseline is served to a host in the same way', async () => {
  const runner = await serve('thirty-addresses', '--baseline');
  await using agent = overStdio(runner);
  const task = TASKS.find(({ name }) => name === 'thirty-addresses');
  const answer = (await BASELINE_SCRIPTS['thirty-addresses']?.(agent, task?.words ?? '')) ?? '';
  runner.input.end(`${answer}\n.\n`);
  expect((await runner.end).output).toContain('thirty-addresses: REACHED');
});

test('a transcript shows each call with its answer, and what was said at the end', async () => {
  const { output } = await command('stop-mailing', '--script', '--transcript');
  expect(output).toContain('→ change_recipient_status {');
  expect(output).toMatch(/← \(\d+ tokens\) \{/);
  expect(output).toContain('Said at the end: henrik.elmhurst@acme.example is unsubscribed');
  expect(output).toContain('stop-mailing: REACHED');
});

test('a transcript shows the start and the end of a long answer', async () => {
  const { output } = await command('thirty-addresses', '--script', '--transcript');
  expect(output).toMatch(
    /← \([\d,]+ tokens\) \{"results".* … \d+ more characters … .*"credits":\{"spent":10/,
  );
});

test('a comparison has what both servers needed, and how it ended', async () => {
  const { output, code } = await command('paid-before', '--compare');
  expect(output).toMatch(/`paid-before` \| snovio-mcp \| \d+ \| [\d,]+ \| 3 \| \d+ \| reached/);
  expect(output).toMatch(/`paid-before` \| baseline \| \d+ \| [\d,]+ \| 8 \| \d+ \| missed/);
  expect(code).toBe(0);
});

interface Runner {
  /** Where a person says that the agent is done. */
  readonly input: PassThrough;
  readonly end: Promise<Ended>;
  readonly port: string;
  /** What a host that starts servers itself is given. */
  readonly entry: { command: string; args: string[] };
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

function command(...args: string[]): Promise<Ended> {
  return run(args, new PassThrough());
}

async function run(
  args: readonly string[],
  input: PassThrough,
  onOutput?: (output: string) => void,
): Promise<Ended> {
  let output = '';
  const say = (text: string) => {
    output += `${text}\n`;
    onOutput?.(output);
  };
  const code = await runCommand(args, { say, input, build: () => {} });
  return { code, output };
}

/** Starts a task, and waits until a host can connect. */
async function serve(name: string, ...options: string[]): Promise<Runner> {
  const input = new PassThrough();
  const ready = Promise.withResolvers<string>();
  const end = run([name, '--port', '0', '--speed', '60', ...options], input, ready.resolve);
  const told = await Promise.race([
    ready.promise,
    end.then(({ output }) => Promise.reject(new Error(output))),
  ]);
  const [, port = ''] = /http:\/\/127\.0\.0\.1:(\d+)\/mcp/.exec(told) ?? [];
  const [snippet = '{}'] = /^\{.*^\}$/ms.exec(told) ?? [];
  const [entry] = Object.values(
    (JSON.parse(snippet) as { mcpServers: Record<string, Runner['entry']> }).mcpServers,
  );
  if (!entry) throw new Error(told);
  return { input, end, port, entry };
}

function overStdio({ entry }: Runner): Agent {
  const env = getDefaultEnvironment();
  return agentOver(() => new StdioClientTransport({ ...entry, env, stderr: 'inherit' }));
}

function overHttp({ port }: Runner): Agent {
  return agentOver(() => new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)));
}

async function work(agent: Agent, name: string): Promise<string> {
  await using open = agent;
  const task = TASKS.find(one => one.name === name);
  return (await SCRIPTS[name]?.(open, task?.words ?? '')) ?? '';
}

/** The flags that name a file with what the agent said. */
function told(answer: string): string[] {
  const file = join(folder, 'answer.txt');
  writeFileSync(file, answer);
  return ['--answer', file];
}
