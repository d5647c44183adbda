import { describe, expect, test } from 'vitest';
import { runCommand } from '../commands/in-process.ts';

test('several wrong flags and values are said at once, each on a line', async () => {
  const { code, stderr } = await runCommand(['tools', '--sandbux', '--plan', '--limit', '1']);
  expect(code).toBe(2);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^snovio-mcp: --sandbux: unknown flag/),
    expect.stringMatching(/^--plan: its value is missing; "--limit" looks like another flag/),
  ]);
  const values = await runCommand(['tools', '--toolsets', 'fnd', '--plan', 'gold']);
  expect(values.stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^snovio-mcp: --plan: "gold" is none of/),
    expect.stringMatching(
      /^--toolsets: "fnd" is no list of toolsets: of them there is no "fnd" \(did you mean find\?\)/,
    ),
  ]);
});

describe('what is wrong is said in one line, with exit code 2', () => {
  const wrong: [string, string[], Record<string, string>, RegExp][] = [
    ['an unknown command', ['serve-me'], {}, /unknown command "serve-me".*--help/],
    ['an unknown command, much like another', ['docter'], {}, /"docter"\. Did you mean doctor\?/],
    [
      'an unknown flow',
      ['run', 'find_mails'],
      {},
      /flow "find_mails"\. Did you mean find_emails\?.*help run/,
    ],
    ['two letters in the wrong order', ['hlep'], {}, /"hlep"\. Did you mean help\?/],
    ['the beginning of a host', ['init', 'claude'], {}, /Did you mean claude-desktop or claude-code\?/],
    ['an empty path', ['init', 'cursor', '--write', '--file', ''], {}, /--file: names no file/],
    ['an unknown host', ['init', 'curser'], {}, /host "curser"\. Did you mean cursor\?.*help init/],
    [
      'an unknown tool',
      ['call', 'get_balanse'],
      {},
      /tool "get_balanse"\. Did you mean get_balance\?.*tools/,
    ],
    ['help on an unknown command', ['help', 'rum'], {}, /"rum"\. Did you mean run\?/],
    ['help on an unknown flow', ['run', 'find_mails', '--help'], {}, /Did you mean find_emails\?/],
    [
      'an argument too many',
      ['tools', 'find'],
      {},
      /"find" is one argument too many\. Usage: snovio-mcp tools/,
    ],
    [
      'an unknown flag',
      ['--sandbux'],
      {},
      /--sandbux: unknown flag\. Did you mean --sandbox\?.*snovio-mcp --help/,
    ],
    ['a flag of Object', ['--constructor'], {}, /--constructor: unknown flag\./],
    [
      'a flag of another command',
      ['call', 'get_balance', '--csv', 'a'],
      {},
      /--csv: unknown to call; run takes it\./,
    ],
    [
      'a flag of other commands',
      ['doctor', '--port', '1'],
      {},
      /--port: .*; http, sandbox and preview take it\./,
    ],
    [
      'a flag of another flow',
      ['run', 'find_emails', '--list', 'a'],
      {},
      /--list: goes with save_prospects and leads, not with find_emails/,
    ],
    ['a flag given twice', ['run', '--csv', 'a', '--csv', 'b'], {}, /--csv: is given twice, as "a" and "b"/],
    [
      'an unknown word',
      ['run', 'save_prospects', '--on-existing', 'x'],
      {},
      /--on-existing: "x" is none of: skip, update/,
    ],
    [
      'a secret as a flag',
      ['--client-secret', 'x'],
      {},
      /--client-secret: .*set the variable SNOVIO_CLIENT_SECRET\./,
    ],
    ['a flag without its value', ['--plan'], {}, /--plan/],
    ['a flag in place of a value', ['--plan', '--sandbox'], {}, /--plan/],
    ['a value for a switch', ['--sandbox=maybe'], {}, /--sandbox/],
    [
      'a wrong flag value',
      ['--rate-limit', 'lots'],
      {},
      /--rate-limit: "lots" is not .*Example: --rate-limit 60$/,
    ],
    [
      'a wrong variable',
      [],
      { SNOVIO_PLAN: 'gold' },
      /SNOVIO_PLAN: "gold" is none of: .*Example: SNOVIO_PLAN=/,
    ],
    [
      'an unsafe URL',
      ['--api-url', 'http://api.snov.io'],
      {},
      /--api-url: .*https.*Example: --api-url https:/,
    ],
    [
      'a secret alone',
      [],
      { SNOVIO_CLIENT_SECRET: 'hush-hush' },
      /SNOVIO_CLIENT_ID: is not set.*Example: SNOVIO_/,
    ],
    ['an id alone', [], { SNOVIO_CLIENT_ID: 'me' }, /SNOVIO_CLIENT_SECRET: is not set.*Example: SNOVIO_/],
    [
      'a port that is none',
      ['sandbox', '--port', '99999'],
      {},
      /--port: "99999" is not a port.*Example: --port/,
    ],
    ['call without a tool', ['call'], {}, /Usage: snovio-mcp call NAME/],
    ['run without an output', ['run', 'leads', '--csv', 'in.csv'], {}, /--out: is missing.*Example: --out/],
    ['call with too much', ['call', 'get_balance', '{}', '{}'], {}, /Usage: snovio-mcp call NAME/],
  ];

  test.each(wrong)('%s', async (_, args, env, words) => {
    const { code, stdout, stderr } = await runCommand(args, { env });
    expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({
      code: 2,
      stdout: '',
      lines: 1,
    });
    expect(stderr.trimEnd()).toMatch(words);
    expect(stderr).not.toContain('hush-hush');
  });
});
