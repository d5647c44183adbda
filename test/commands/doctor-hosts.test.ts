import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkHosts } from '../../src/commands/doctor/checks/hosts.ts';
import { formatReport } from '../../src/commands/doctor/report.ts';
import { HOSTS } from '../../src/commands/init/hosts.ts';
import { run } from '../binary/binary.ts';
import { hostOf, ID, putFile, readFlags, SECRET, SHELL, useMachine } from './hosts-kit.ts';

const { own, put, findings, only } = useMachine();

test('nothing is said where no host has this server', async () => {
  putFile(hostOf('cursor').file(own.machine), {
    mcpServers: { files: { command: 'npx', args: ['-y', 'mcp-files', '/home/mara/snovio-mcp'] } },
  });
  expect(await findings()).toEqual([]);
});

test('every host that init has set up is found, with its account, and no credential is told', async () => {
  for (const name of Object.keys(HOSTS)) put(name);
  const found = await findings();
  expect(found).toHaveLength(Object.keys(HOSTS).length);
  const told = found.map(({ text }) => text);
  for (const { title } of Object.values(HOSTS))
    expect(told.join('\n')).toContain(`${title}, snovio in ${own.folder}`);
  const same = found.filter(({ state, text }) => state === 'ok' && /: account [0-9a-f]{8}$/.test(text));
  expect(same).toHaveLength(6);
  expect(new Set(same.map(({ text }) => text.slice(-8))).size).toBe(1);
  expect(told.find(text => text.startsWith('VS Code'))).toMatch(/: it asks for the credentials$/);
  expect(found.find(({ text }) => text.startsWith('Claude Desktop'))).toMatchObject({
    state: 'warn',
    text: expect.stringContaining('its value is a placeholder that nobody has filled in'),
    remedy: expect.stringMatching(
      /^Put the real values in place of the texts in .*, then restart Claude Desktop\.$/,
    ),
  });
  expect(JSON.stringify(found)).not.toMatch(new RegExp(`${ID}|${SECRET}`));
});

describe('an account', () => {
  const filled = (id: string, secret: string) => (text: string) =>
    text.replace('your API User ID', id).replace('your API Secret', secret);

  test('that is another than that of the environment is warned of', async () => {
    put('claude-desktop', {}, filled('another-id', 'another-secret'));
    const { state, text } = await only();
    expect(state).toBe('warn');
    expect(text).toMatch(
      /: account ([0-9a-f]{8})\. But this environment has another account, (?!\1)[0-9a-f]{8}\.$/,
    );
    expect(text).not.toContain('another-');
  });

  test('whose secret is another is warned of', async () => {
    put('claude-desktop', {}, filled(ID, 'an-old-secret'));
    expect(await only()).toMatchObject({
      state: 'warn',
      text: expect.stringMatching(/another API Secret for the account\.$/),
    });
  });

  test('of another name is meant to be another', async () => {
    put('claude-desktop', { name: 'snovio-sales' }, filled('another-id', 'another-secret'));
    expect(await only()).toMatchObject({ state: 'ok', text: expect.stringMatching(/account [0-9a-f]{8}$/) });
  });

  test('is not compared where this environment has none', async () => {
    put('claude-desktop', {}, filled('another-id', 'another-secret'));
    expect(await only({})).toMatchObject({ state: 'ok' });
  });

  test('that is to come from a variable which is not set is warned of', async () => {
    put('cursor', { name: 'snovio-sales' });
    expect(await only()).toMatchObject({
      state: 'warn',
      text: expect.stringContaining(
        'But SNOVIO_CLIENT_ID is to come from SNOVIO_CLIENT_ID_SALES, which is not set here; SNOVIO_CLIENT_SECRET',
      ),
      remedy: expect.stringMatching(
        /^Set SNOVIO_CLIENT_ID_SALES and SNOVIO_CLIENT_SECRET_SALES in the environment, then restart Cursor\. Cursor does not see /,
      ),
    });
  });

  test.each(['codex', 'zed'])('that %s does not hand on is missing', async name => {
    put(name);
    expect(await only({})).toMatchObject({
      state: 'warn',
      text: expect.stringContaining('it gets no credentials'),
      remedy: expect.stringMatching(
        name === 'zed'
          ? /^Set SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET in your login shell's profile, which Zed reads, then restart Zed\.$/
          : /^Set SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET in the environment, then restart Codex\.$/,
      ),
    });
  });

  test.each([
    ['claude-desktop', '{NAME}', /Claude Desktop fills in no references there: put the value itself/],
    ['codex', '{NAME}', /Codex fills in no references there/],
    ['cursor', '{NAME}', /Write the reference as \$\{env:SNOVIO_CLIENT_ID\}, which Cursor fills in/],
    ['windsurf', 'NAME', /Write the reference as \$\{env:SNOVIO_CLIENT_SECRET\}, which Windsurf fills in/],
    [
      'claude-code',
      '{env:NAME}',
      /Write the reference as \$\{SNOVIO_CLIENT_ID\}, which Claude Code fills in/,
    ],
    ['gemini', '{env:NAME}', /Write the reference as \$\{SNOVIO_CLIENT_ID\}, which Gemini CLI fills in/],
  ])('that %s would hand on as $%s is warned of', async (name, form, say) => {
    const reference = (variable: string) => `$${form.replace('NAME', variable)}`;
    put(name, name === 'codex' ? { name: 'snovio-x' } : {}, text =>
      text
        .replace(
          /"[^"]*(?:SNOVIO_CLIENT_ID\}?|your API User ID)"(?!:)/,
          () => `"${reference('SNOVIO_CLIENT_ID')}"`,
        )
        .replace(
          /"[^"]*(?:SNOVIO_CLIENT_SECRET\}?|your API Secret)"(?!:)/,
          () => `"${reference('SNOVIO_CLIENT_SECRET')}"`,
        ),
    );
    const { state, text, remedy } = await only();
    expect(state).toBe('warn');
    expect(text).toMatch(
      /: no account yet\. But SNOVIO_CLIENT_ID is a reference that .* does not fill in; SNOVIO_CLIENT_SECRET is/,
    );
    expect(remedy).toMatch(say);
    expect(remedy).not.toContain('init');
  });

  test('whose secret holds what looks like a reference is as it stands', async () => {
    put('claude-desktop', {}, filled(ID, 'a$c$d'));
    expect((await only({})).state).toBe('ok');
  });

  test('that no variable can bring has to be put in', async () => {
    put('cursor', {}, text => text.replace('"env"', '"mine"'));
    expect((await only()).remedy).toMatch(
      /^Correct it there, or put it in anew: snovio-mcp init cursor --write/,
    );
  });
});

describe('settings', () => {
  test('are told; those of this environment that do not hold there are warned of', async () => {
    put('cursor', { flags: ['--toolsets', 'find,verify', '--max-credits-per-day', '50'] });
    expect(await only()).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/; SNOVIO_MAX_CREDITS_PER_DAY=50; SNOVIO_TOOLSETS=find,verify$/),
    });
    const { state, text } = await only({
      ...SHELL,
      SNOVIO_MAX_CREDITS_PER_DAY: '20',
      SNOVIO_ALLOW_SENDING: 'never',
    });
    expect(state).toBe('warn');
    expect(text).toContain('SNOVIO_MAX_CREDITS_PER_DAY=20 of this environment does not hold there (50)');
    expect(text).toContain('SNOVIO_ALLOW_SENDING=never of this environment does not hold there (ask)');
    expect(text).not.toContain('SNOVIO_TOOLSETS=default');
  });

  test('in "env" count as flags do, and misspelt ones are warned of', async () => {
    const add = (text: string) =>
      text.replace('"env": {', '"env": { "SNOVIO_MAX_CREDIT_PER_DAY": "5", "SNOVIO_READ_ONLY": "1",');
    put('windsurf', {}, add);
    const { state, text } = await only();
    expect(state).toBe('warn');
    expect(text).toContain(
      '; SNOVIO_READ_ONLY=true. But SNOVIO_MAX_CREDIT_PER_DAY: there is no such setting',
    );
  });

  test('that no server would start with are warned of', async () => {
    put('gemini', {}, text => text.replace('"snovio-mcp"', '"snovio-mcp", "--toolset", "find"'));
    expect(await only()).toMatchObject({
      state: 'warn',
      text: expect.stringContaining('--toolset: unknown flag. Did you mean --toolsets?'),
    });
  });

  test('are told with all else that is wrong, at once', async () => {
    put('gemini', {}, text =>
      text
        .replace('"snovio-mcp"', '"snovio-mcp@0.0.1", "--toolset", "find"')
        .replace('"env": {', '"env": { "SNOVIO_PLAN": "gold", "SNOVIO_MAX_CREDIT": "5",'),
    );
    const { text } = await only({});
    for (const problem of [
      'version 0.0.1',
      '--toolset: unknown',
      'SNOVIO_PLAN: "gold"',
      'SNOVIO_CLIENT_ID is to come from',
      'SNOVIO_MAX_CREDIT: there is no such',
    ])
      expect(text).toContain(problem);
  });

  test('that are wrong do not hide that it is a sandbox', async () => {
    put('cursor', { sandbox: true }, text => text.replace('"--sandbox"', '"--sandbox", "--nonsense"'));
    expect((await only({})).text).toMatch(
      /mcp\.json: --nonsense: unknown flag\. All flags: snovio-mcp --help\.$/,
    );
  });

  test('of another store mean to pay twice', async () => {
    put('cursor', { flags: ['--state-dir', '/elsewhere'] });
    expect(await only()).toMatchObject({
      state: 'warn',
      text: expect.stringMatching(/what is paid for is stored in \/elsewhere, and here in /),
    });
  });

  test('of a sandbox are compared with nothing', async () => {
    put('cursor', { sandbox: true });
    expect(await only({ ...SHELL, SNOVIO_MAX_CREDITS: '3' })).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/^Cursor, snovio-sandbox in .*: the embedded sandbox$/),
    });
  });
});

describe('the program', () => {
  test('that is gone is warned of, and one of another version', async () => {
    const old = join(own.folder, 'old', 'dist', 'main.js');
    own.machine = { ...own.machine, checkout: { command: process.execPath, args: [old] } };
    put('cursor');
    expect((await only()).text).toContain(`But ${old} is not there`);
    putFile(old, {});
    expect(await only()).toMatchObject({ state: 'ok' });
    putFile(join(own.folder, 'old', 'package.json'), { version: '0.0.1' });
    expect((await only()).text).toMatch(/it starts version 0\.0\.1, and this is \d/);
  });

  test('of a pinned version is compared with this one', async () => {
    put('cursor', {}, text => text.replace('"snovio-mcp"', '"snovio-mcp@0.0.9"'));
    expect((await only()).text).toContain('it starts version 0.0.9');
  });

  test('elsewhere is told by its address, without what may be secret in it', async () => {
    const url = new URL('https://mcp.example.com/mcp?key=hush');
    for (const name of ['cursor', 'windsurf', 'gemini', 'codex']) put(name, { url });
    const found = await findings({ ...SHELL, SNOVIO_MCP_TOKEN: 'c0ffee'.repeat(8) });
    expect(found).toHaveLength(4);
    for (const { state, text } of found) {
      expect(state).toBe('ok');
      expect(text).toMatch(/: a server at https:\/\/mcp\.example\.com\/mcp, which has settings of its own$/);
    }
  });
});

describe('files', () => {
  test('that are broken or closed are told, without what stands in them', async () => {
    const [json, toml] = [
      put('cursor', {}, () => `{ "secret": ${SECRET}`),
      put('codex', {}, () => `= ${SECRET}`),
    ];
    mkdirSync(hostOf('zed').file(own.machine), { recursive: true });
    const found = await findings();
    expect(found.map(({ state, text }) => `${state} ${text}`)).toEqual([
      `warn Cursor: ${json} is no JSON, so the host cannot read it either.`,
      `warn Codex: ${toml} is no TOML, so the host cannot read it either.`,
      expect.stringMatching(/^warn Zed: .* is a folder, so/),
    ]);
  });

  test.skipIf(process.platform === 'win32')(
    'that never end, or are nested too deeply, are told',
    async () => {
      mkdirSync(join(own.machine.cwd, '.vscode'), { recursive: true });
      symlinkSync('/dev/zero', join(own.machine.cwd, '.vscode', 'mcp.json'));
      put('cursor', {}, () => '['.repeat(100_000));
      const found = await findings();
      expect(found.map(({ text }) => text)).toEqual([
        expect.stringMatching(/^Cursor: .* is nested too deeply, so the host cannot read it either\.$/),
        expect.stringMatching(/^VS Code: .* is no ordinary file, so/),
      ]);
    },
  );

  test('of single projects, and those of claude mcp add, are looked at too', async () => {
    const entry = { command: 'npx', args: ['-y', 'snovio-mcp'], env: SHELL };
    const { home, cwd } = own.machine;
    putFile(join(home, '.claude.json'), {
      history: ['x'],
      mcpServers: { leads: entry },
      projects: { [cwd]: { mcpServers: { snovio: entry } }, '/elsewhere': { mcpServers: { snovio: entry } } },
    });
    putFile(join(cwd, '.vscode', 'mcp.json'), { servers: { snovio: entry } });
    const found = await findings();
    expect(found.map(({ text }) => text.split(' in ')[0])).toEqual([
      'Claude Code, leads',
      'Claude Code, snovio',
      'VS Code, snovio',
    ]);
  });
});

test('doctor says so, also where nothing is configured here; reports hold no text of it', async () => {
  put('cursor', { name: 'snovio-sales' });
  const { stdout, code } = await run(['doctor', '--json'], { env: { HOME: own.machine.home } });
  expect(code).toBe(1);
  const { findings: found } = JSON.parse(stdout) as { findings: { id: string; text: string }[] };
  expect(found.map(({ id }) => id)).toEqual(['node', 'configuration', 'hosts', 'state', 'credentials']);
  expect(found[2]?.text).toContain('SNOVIO_CLIENT_ID_SALES, which is not set here');
  const checked = await checkHosts(own.machine, undefined, readFlags);
  expect(formatReport({ findings: checked, probed: [] })).not.toContain(own.folder);
});
