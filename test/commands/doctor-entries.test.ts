import { describe, expect, test } from 'vitest';
import { hostOf, putFile, SHELL, useMachine } from './hosts-kit.ts';

const { own, put, only } = useMachine();

describe('an entry that is written by hand', () => {
  const of = (entry: object) =>
    putFile(hostOf('cursor').file(own.machine), { mcpServers: { snovio: entry } });

  test.each([
    ['docker', ['run', '-i', 'ghcr.io/snovio-mcp/snovio-mcp'], 'docker starts it, which is not looked into'],
    ['/bin/sh', ['-c', 'snovio-mcp --sandbox'], 'sh starts it, which is not looked into'],
    [
      'op',
      ['run', '--', 'npx', '-y', 'snovio-mcp', '--read-only'],
      'SNOVIO_READ_ONLY=true; op starts it, which is',
    ],
    ['npx', ['-y', 'another'], 'what it starts is not looked into'],
  ])('and started by %s is not judged by what cannot be seen', async (command, args, said) => {
    of({ command, args });
    const { state, text } = await only({});
    expect({ state, text }).toEqual({ state: 'ok', text: expect.stringContaining(`mcp.json: ${said}`) });
  });

  test('with a file of variables may have its credentials there', async () => {
    of({ command: 'npx', args: ['-y', 'snovio-mcp'], envFile: '.env' });
    expect(await only({})).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/it reads \.env, which/),
    });
  });

  test('without a command, or with an address that is none, is warned of', async () => {
    of({ args: ['-y', 'snovio-mcp'] });
    expect((await only({})).text).toMatch(/: it has neither a command nor an address\.$/);
    of({ url: 'javascript:alert(1)' });
    expect(await only({})).toMatchObject({
      state: 'warn',
      text: expect.stringMatching(/at an address that is none.* But that is no http or https URL\.$/),
    });
  });
});

describe('the token of a server elsewhere', () => {
  const url = new URL('https://mcp.example.com/mcp');
  const TOKEN = { SNOVIO_MCP_TOKEN: 'c0ffee'.repeat(8) };

  test.each(['claude-code', 'cursor', 'windsurf', 'codex', 'gemini'])(
    'that is to come from a variable which is not set is warned of: %s',
    async name => {
      put(name, { url });
      const { state, text, remedy } = await only();
      expect(state).toBe('warn');
      expect(text).toMatch(/own\. But .* is to come from SNOVIO_MCP_TOKEN, which is not set here\.$/);
      expect(remedy).toMatch(/^Set SNOVIO_MCP_TOKEN in the environment, then restart/);
      expect(await only({ ...SHELL, ...TOKEN })).toMatchObject({ state: 'ok' });
    },
  );

  test.each(['claude-desktop', 'zed'])('that nobody has put in is warned of: %s', async name => {
    put(name, { url });
    expect(await only()).toMatchObject({
      state: 'warn',
      text: expect.stringMatching(/But its token is a placeholder that nobody has filled in\.$/),
      remedy: expect.stringMatching(/^Put the real values in place of the texts in /),
    });
    put(name, { url }, text => text.replace('your token', TOKEN.SNOVIO_MCP_TOKEN));
    expect(await only()).toMatchObject({ state: 'ok' });
  });

  test('is asked for by VS Code, and may be none', async () => {
    put('vscode', { url });
    expect(await only()).toMatchObject({ state: 'ok' });
    put('vscode', { url }, text => text.replace('"headers"', '"mine"'));
    expect(await only()).toMatchObject({ state: 'ok' });
  });

  test('from the documentation, in an argument, or empty is warned of', async () => {
    const entry = (header: string) => ({
      command: 'npx',
      args: ['-y', 'mcp-remote', url.href, '--header', header],
    });
    const file = hostOf('claude-desktop').file(own.machine);
    for (const [header, problem] of [
      ['Authorization: Bearer a-long-random-token-of-your-own', 'is a placeholder'],
      ['Authorization:Bearer', 'Authorization holds no token'],
      [`Authorization:Bearer $${'{MY_TOKEN}'}`, 'is to come from MY_TOKEN, which is not set here'],
    ] as const) {
      putFile(file, { mcpServers: { snovio: entry(header) } });
      expect((await only()).text).toContain(problem);
    }
  });

  test('in other headers of Codex comes from variables too', async () => {
    const change = (text: string) =>
      text.replace('bearer_token_env_var = "SNOVIO_MCP_TOKEN"', 'env_http_headers = { "X-Key" = "MY_KEY" }');
    put('codex', { url }, change);
    expect((await only()).text).toContain('X-Key is to come from MY_KEY, which is not set here');
    expect(await only({ ...SHELL, MY_KEY: 'k' })).toMatchObject({ state: 'ok' });
  });
});
