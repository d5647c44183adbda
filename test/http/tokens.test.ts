import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/settings.ts';
import { runCommand } from '../commands/in-process.ts';
import { OTHER_TOKEN, rpc, startServed, TOKEN } from './kit.ts';

const start = (tokens: string) =>
  runCommand(['http', '--sandbox', '--port', '0'], { env: { SNOVIO_HTTP_TOKENS: tokens } });

describe('tokens that protect nothing refuse the start', () => {
  test.each([
    ['one of 23 characters', TOKEN.slice(0, 23), 'fewer than 24 characters'],
    ['a short one behind a good one', `${TOKEN},short`, 'fewer than 24 characters'],
    ['the one that the documentation had', 'a-long-random-token', 'fewer than 24 characters'],
    ['the same, made longer', 'A-Long-Random-Token-1234567890', 'from the documentation'],
    ['one copied with its question', 'your-token-your-token-your-token', 'from the documentation'],
    ['an example of somebody', 'example0123456789abcdef0123456789', 'from the documentation'],
    [
      'a command that no shell has run',
      '"$(snovio-mcp http --new-token)"',
      'characters that no bearer token has',
    ],
    ['one with a blank inside', `${TOKEN} ${OTHER_TOKEN}`, 'characters that no bearer token has'],
    ['umlauts', `${TOKEN}ä`, 'characters that no bearer token has'],
    ['commas and blanks only', ' , ,', 'no token'],
    ['a blank', ' ', 'no token'],
  ])('%s', async (_, tokens, problem) => {
    const { code, stdout, stderr } = await start(tokens);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^snovio-mcp: SNOVIO_HTTP_TOKENS: its value holds .*\. Example: .*--new-token.*\n$/,
    );
    expect(stderr).toContain(problem);
    for (const secret of [TOKEN, OTHER_TOKEN, '0123456789', 'your-token'])
      expect(stderr, 'no token is shown').not.toContain(secret);
  });

  test('what can be sent and not be guessed is taken', () => {
    const read = (tokens: string) => readConfig({}, { SNOVIO_HTTP_TOKENS: tokens }).httpTokens;
    expect(read(`,${TOKEN}, ,${OTHER_TOKEN},`)).toEqual([TOKEN, OTHER_TOKEN]);
    expect(read('0123456789abcdef.~+/-_=='), 'exactly 24').toHaveLength(1);
    expect(read(''), 'an empty value is none').toEqual([]);
  });
});

describe('http --new-token', () => {
  test('prints a new token each time and nothing else, whatever is configured', async () => {
    const make = () =>
      runCommand(['http', '--new-token'], { env: { SNOVIO_HTTP_TOKENS: 'short', SNOVIO_PLAN: '?' } });
    const [one, two] = [await make(), await make()];
    for (const { code, stdout, stderr } of [one, two]) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
    }
    expect(one.stdout).not.toBe(two.stdout);
  });

  test('its token lets in', async () => {
    const token = (await runCommand(['http', '--new-token'])).stdout.trim();
    await using served = await startServed({ env: { SNOVIO_HTTP_TOKENS: token } });
    const status = async (authorization: string) =>
      (await rpc(served.port, 'tools/list', {}, { headers: { authorization } })).status;
    expect(await status(`Bearer ${token}`)).toBe(200);
    expect(await status(`Bearer ${token.slice(0, -1)}`)).toBe(401);
  });
});
