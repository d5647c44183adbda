import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type Answer, type Harness, startHarness } from '../harness.ts';
import { ARGUMENT_ERRORS } from './argument-errors.ts';
import { type Failure, OTHER_ERRORS } from './other-errors.ts';
import { messageTemplates } from './templates.ts';

// Every error as an agent reads it, in messages.md: a changed word is a reviewed difference. `npm run generate` renews it.

const page = fileURLToPath(new URL('./messages.md', import.meta.url));

/** Says what comes next: something to do, what is taken instead, or a tool or a setting to look at. */
const NEXT_STEP = new RegExp(
  [
    '\\b(?:add|ask|begin|call|change|check|choose|confirm|connect|copy|correct|give|leave|let|look|lower|pause|raise)\\b',
    '\\b(?:repeat|report|send|set|shorten|tell|try|use|wait|write)\\b|\\btakes\\b|\\bat most \\d|\\bknown:|did you mean',
    '\\b[a-z]+(?:_[a-z]+)+\\b|\\bSNOVIO_[A-Z_]+',
  ].join('|'),
  'i',
);

/** Messages that no call of these tests can bring about, and why. */
const NOT_SHOWN: readonly [start: string, why: string][] = [
  ['The arguments are not valid.', 'every such error has words of its own'],
  ['This could send mail,', 'every such error has words of its own'],
  ['The call was cancelled.', 'whoever has cancelled a call gets no answer'],
  ['The limit of … ', 'needs an HTTP server with an access file: test/http/access'],
  ['Too many accounts are busy', 'needs an HTTP server with many accounts'],
  ['The question is older than', 'needs a host that shows cards: test/mcp/cards'],
  ['The question has been answered', 'needs a host that shows cards: test/mcp/cards'],
  ['This answers no question', 'needs a host that shows cards: test/mcp/cards'],
  ['The server is stopping.', 'needs a server that ends: test/http/service.deep.test.ts'],
  ['The user was asked and did not answer', 'takes 20 s: test/mcp/consent-actions.test.ts'],
  ['Too many tasks run here already', 'needs a client with tasks: test/mcp/tasks'],
  ['and repeat the call: what it has paid', 'the end of the same message'],
  ['There was no time left to ask', 'takes an event loop that stands still until the call is over'],
  ['next: this was given out by no answer.', 'tools refuse such a place before'],
  ['The proxy did not let the request', 'needs a proxy: test/snovio/transport/http.test.ts'],
  ['Something between here and Snov.io', 'needs TLS: test/snovio/transport/connecting.test.ts'],
  ['The ledger could not be written', 'needs a full disk: test/faults/disk.deep.test.ts'],
  ["Snov.io's free answer could not be understood", 'is told as the reason of an item'],
  ["Snov.io's listing has no end.", 'is told as the reason of a missing part'],
  ["Snov.io's report has no end.", 'is told as the reason of a missing part'],
  ["Snov.io's report holds an unknown event.", 'is told as the reason of a missing part'],
  ['There is no list of the id', 'is told ahead of a run: test/commands/run-leads.test.ts'],
  ['Snov.io does not say whether an address', 'is told as the reason of an item'],
];

interface Told extends Failure {
  readonly answer: Answer;
}

const told: Told[] = [];
const shared = await startHarness();
afterAll(() => shared.close());

async function provoke(h: Harness, failure: Failure): Promise<void> {
  for (const [tool, args] of failure.before ?? []) await h.call(tool, args);
  for (const fault of failure.faults ?? []) h.sandbox.faults.add(fault);
  const answer = await h.call(...failure.call);
  expect(answer.isError, answer.text).toBe(true);
  // Of the words of others nothing is expected.
  expect(answer.text.replace(/ Snov\.io said: .*| \[.*\]$/s, '')).toMatch(NEXT_STEP);
  told.push({ ...failure, answer });
}

test.each(ARGUMENT_ERRORS.map(([tool, args]) => [tool, args] as const))(
  '%s %j names the next step',
  async (tool, args) => {
    await provoke(shared, { call: [tool, args] });
  },
);

test.each(OTHER_ERRORS.map(failure => [failure.call, failure] as const))(
  '%j names the next step',
  async (_, failure) => {
    const refusing = failure.answers && {
      client: { capabilities: { elicitation: {} } },
      prepare: (client: Harness['client']) =>
        client.setRequestHandler('elicitation/create', () => ({ action: 'decline' })),
    };
    await using own = await startHarness({ env: { ...failure.env }, ...refusing });
    await provoke(own, failure);
  },
);

describe('no message is left out', () => {
  const templates = messageTemplates();

  test('the messages are found', () => {
    expect(templates.length).toBeGreaterThan(150);
    expect(templates.map(({ text }) => text)).toContain('There is no … of this name. … lists what exists.');
  });

  test.each(templates.map(({ path, text, pattern }) => [path, text, pattern] as const))(
    '%s: %s',
    (_, text, pattern) => {
      const exempt = NOT_SHOWN.some(([start]) => text.startsWith(start));
      const shown = told.some(({ answer }) => pattern.test(answer.text));
      expect({ text, shown }).toEqual({ text, shown: !exempt });
      if (exempt) expect(text).toMatch(NEXT_STEP);
    },
  );

  test('what is said not to be shown exists', () => {
    const gone = NOT_SHOWN.filter(([start]) => !templates.some(({ text }) => text.startsWith(start)));
    expect(gone).toEqual([]);
  });
});

test('messages.md shows what agents read (npm run generate renews it)', async () => {
  const codes = [...new Set(told.map(({ answer }) => answer.code ?? ''))];
  const part = (code: string) =>
    [`## ${code}`, ...told.filter(({ answer }) => answer.code === code).map(shown)].join('\n\n');
  const intro =
    '# What agents read when a call fails\n\nMade by `messages.test.ts`: each call, what is so when it is made, and the answer.';
  await expect(`${[intro, ...codes.map(part)].join('\n\n')}\n`).toMatchFileSnapshot(page);
});

const LONGEST_CALL = 160;

function shown({ call: [tool, args = {}], answer, ...rest }: Told): string {
  const json = JSON.stringify(args);
  const short = json.length > LONGEST_CALL ? `${json.slice(0, LONGEST_CALL)}…` : json;
  const conditions = conditionsOf(rest);
  const when = conditions.length > 0 ? `\nwhen ${conditions.join(', ')}:` : '';
  return `\`${tool} ${short}\`${when}\n> ${answer.text}`;
}

function conditionsOf({ env = {}, faults = [], before = [], answers }: Omit<Failure, 'call'>): string[] {
  return [
    ...Object.entries(env).map(([name, value]) => `\`${name}=${value}\``),
    ...before.map(([tool]) => `after \`${tool}\``),
    ...faults.map(({ path, kind, status, body }) => {
      const what = [kind, status, body && JSON.stringify(body)].filter(Boolean).join(' ');
      return `\`${path instanceof RegExp ? path.source : path}\` answers \`${what}\``;
    }),
    ...(answers ? [`the user says ${answers}`] : []),
  ];
}
