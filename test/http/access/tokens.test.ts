import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tools } from '../../../tools/index.ts';
import { type InProcessServer, startInProcess } from '../in-process.ts';
import { as, bearer, call, list2026, rpc } from '../kit.ts';
import { accessFile, sha256, type TestAccessFile, tokenOf } from './kit.ts';

const IMPORT = tokenOf('import');
const SECOND = tokenOf('second');
const READER = tokenOf('reader');
const SALES = tokenOf('sales');
const FREE = tokenOf('free');
const FILE = {
  tokens: [
    { sha256: sha256(IMPORT), principal: 'nightly-import', creditsPerDay: 3 },
    {
      sha256: sha256(SECOND).toUpperCase(),
      principal: 'nightly-import',
      creditsPerDay: 5,
      creditsPerMonth: 50,
    },
    { token: READER, toolsets: ['find', 'account'], readOnly: true },
    { sha256: sha256(SALES), principal: 'sales', account: 'sales', sending: 'never' },
  ],
};
const ENV = {
  SNOVIO_HTTP_TOKENS: FREE,
  SNOVIO_CLIENT_ID_SALES: 'sales-id',
  SNOVIO_CLIENT_SECRET_SALES: 'sales-secret',
};

let file: TestAccessFile;
let server: InProcessServer;
beforeEach(async () => {
  file = accessFile(FILE);
  server = await start();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  file[Symbol.dispose]();
});

async function start(env: Record<string, string> = {}): Promise<InProcessServer> {
  // The environment of the process is where credentials of other accounts are.
  Object.assign(process.env, ENV, env);
  try {
    return await startInProcess({
      env: { ...ENV, SNOVIO_HTTP_ACCESS_FILE: file.path, SNOVIO_STATE_DIR: file.folder, ...env },
      sandbox: {
        accounts: [
          { id: 'sandbox', secret: 'sandbox' },
          { id: 'sales-id', secret: 'sales-secret' },
        ],
      },
    });
  } finally {
    for (const name of Object.keys({ ...ENV, ...env })) delete process.env[name];
  }
}

const emails = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `person${from + i}@acme.example`);
const verify = (token: string, from: number, count: number, { port } = server, args: object = {}) =>
  call(port, 'verify_emails', { emails: emails(from, count), ...args }, { headers: bearer(token) });
const toolsOf = async (token: string) => {
  const { json } = await rpc(server.port, 'tools/list', {}, { headers: bearer(token) });
  return json.result.tools.map(({ name }: { name: string }) => name) as string[];
};
const statusOf = async (token: string, headers: object = {}) =>
  (await rpc(server.port, 'tools/list', {}, { headers: { ...bearer(token), ...headers } })).status;

describe('a limit of a token', () => {
  test('stops what is beyond it, and says whose it is and until when', async () => {
    expect((await verify(IMPORT, 0, 2)).structured).toMatchObject({ credits: { spent: 2 } });
    const { code, text } = await verify(IMPORT, 10, 2);
    expect(code).toBe('credit_ceiling');
    expect(text).toMatch(
      /The limit of the principal nightly-import leaves 1 of 3 credits in any 24 hours, and more from \d{4}-\d\d-\d\d \d\d:\d\d UTC on: wait, or ask whoever runs this server\./,
    );
    expect((await verify(IMPORT, 10, 1)).structured).toMatchObject({ credits: { spent: 1 } });
    expect((await verify(IMPORT, 20, 1)).text).toContain('leaves 0 of 3 credits');
    expect((await verify(IMPORT, 0, 2)).structured, 'what is known stays free').toMatchObject({
      credits: { spent: 0 },
    });
  });

  test('an agreed price is none to pass it with', async () => {
    const { structured } = await verify(IMPORT, 0, 5, server, { maxCredits: 100 });
    expect(structured).toMatchObject({ credits: { spent: 3 } });
    expect(JSON.stringify(structured)).toContain('principal nightly-import leaves 0 of 3');
  });

  test('is shared by the tokens of a principal, of whose limits the strictest holds', async () => {
    await verify(SECOND, 0, 3);
    expect((await verify(IMPORT, 10, 1)).code).toBe('credit_ceiling');
    expect((await verify(SECOND, 10, 1)).code).toBe('credit_ceiling');
    expect((await verify(FREE, 10, 1)).structured, 'others have their own').toMatchObject({
      credits: { spent: 1 },
    });
    const { structured } = await call(server.port, 'get_balance', {}, { headers: bearer(IMPORT) });
    expect(structured).toMatchObject({ spending: { left: { day: 0 } } });
  });

  test('holds over copies that pay at the same moment, and over accounts', async () => {
    await using copy = await start({ SNOVIO_API_URL: server.sandbox.url });
    const calls = Array.from({ length: 12 }, (_, i) =>
      call(
        [server, copy][i % 2]?.port ?? 0,
        'verify_emails',
        { emails: emails(100 + i, 1) },
        {
          headers: {
            ...bearer(i % 3 === 0 ? SECOND : IMPORT),
            ...(i % 4 < 2 ? as('sales-id', 'sales-secret') : {}),
          },
        },
      ),
    );
    const answers = await Promise.all(calls);
    expect(answers.filter(({ structured }) => structured?.credits)).not.toEqual([]);
    expect(await server.app.accounts.store.spentByHolder()).toEqual([
      { holder: 'principal nightly-import', last24Hours: 3, last30Days: 3 },
    ]);
    const charged = server.sandbox.requests.filter(({ path }) => path.includes('email-verification/start'));
    expect(charged.length).toBeLessThanOrEqual(3);
  });

  test('keeps nobody else from an item that both wait for', async () => {
    // All three are let through before any of them pays; the fourth credit of the principal is refused when it is to be paid.
    const [, , paying] = await Promise.all([
      verify(IMPORT, 0, 3),
      verify(IMPORT, 50, 1),
      verify(FREE, 50, 1),
    ]);
    expect(paying.structured).toMatchObject({ results: [{ source: 'v2' }] });
    expect(await server.app.accounts.store.spentByHolder()).toMatchObject([{ last24Hours: 3 }]);
  });
});

describe('what a token may do', () => {
  test('is narrowed to its toolsets, and to reading', async () => {
    const names = await toolsOf(READER);
    expect(names).toContain('find_emails');
    expect(names).toContain('get_balance');
    expect(names).not.toContain('verify_emails');
    for (const { name, toolset, effect } of tools.filter(tool => names.includes(tool.name)))
      expect([name, ['find', 'account'].includes(toolset), ['read', 'spend'].includes(effect)]).toEqual([
        name,
        true,
        true,
      ]);
    expect((await verify(READER, 0, 1)).reply.json).toMatchObject({
      error: { message: expect.stringMatching(/verify_emails/) },
    });
    expect(await toolsOf(FREE), 'a list is kept for nobody else').toContain('verify_emails');
  });

  test('with sending "never" no mail goes out, whatever the call says', async () => {
    const args = {
      email: 'mara.lindqvist@acme.example',
      campaignId: '237951',
      status: 'active',
      allowSending: true,
    };
    const { code, text } = await call(server.port, 'change_recipient_status', args, {
      headers: bearer(SALES),
    });
    expect(code, text).toBe('sending_not_allowed');
  });

  test('its account is the only one that it works with', async () => {
    await verify(SALES, 0, 1);
    const starts = server.sandbox.requests.filter(({ path }) => path === '/v1/oauth/access_token');
    expect(JSON.stringify(starts)).toContain('sales-id');
    const headers = { ...bearer(SALES), ...as('sandbox', 'sandbox') };
    const { status, json } = await rpc(server.port, 'tools/list', {}, { headers });
    expect(status).toBe(403);
    expect(json.error.message).toContain('leave out Snovio-Client-Id');
    expect(server.audit.at(-1)).toMatchObject({ who: 'principal sales', outcome: 'account_fixed' });
  });

  test('an account whose credentials Snov.io refuses is named, without them', async () => {
    await using other = await start({ SNOVIO_CLIENT_SECRET_SALES: 'replaced-secret' });
    const { code, text } = await verify(SALES, 0, 1, other);
    expect(code).toBe('unauthorized');
    expect(text).toContain('the account SALES (SNOVIO_CLIENT_ID_SALES, SNOVIO_CLIENT_SECRET_SALES)');
    expect(text).not.toContain('replaced-secret');
  });

  test('the audit log names its principal', async () => {
    await verify(IMPORT, 0, 1);
    await verify(READER, 0, 1);
    expect(server.audit[0]).toMatchObject({ event: 'spend', who: 'principal nightly-import', credits: 1 });
    expect(JSON.stringify(server.audit)).not.toContain(sha256(IMPORT));
  });
});

test('a list is kept for nobody who is offered something else', async () => {
  const list = async (token: string) => {
    const { json } = await list2026(server.port, token);
    return {
      names: json.result.tools.map(({ name }: { name: string }) => name),
      scope: json.result.cacheScope,
    };
  };
  const all = await list(FREE);
  expect(all.names).toContain('verify_emails');
  expect((await list(READER)).names).not.toContain('verify_emails');
  expect((await list(FREE)).names).toEqual(all.names);
  expect(all.scope).toBe('private');
});

describe('a token that is not in the file', () => {
  test.each([
    ['one made up', tokenOf('guess')],
    ['the hash in the place of the token', sha256(IMPORT)],
    ['one with something behind it', `${IMPORT}0`],
    ['one in other letters', IMPORT.toUpperCase()],
  ])('%s is not let in', async (_, token) => {
    expect(await statusOf(token)).toBe(401);
  });

  test('a short one is none, though its hash is in the file', async () => {
    file.write({ tokens: [{ sha256: sha256('guessable') }] });
    await using other = await start();
    expect((await rpc(other.port, 'tools/list', {}, { headers: bearer('guessable') })).status).toBe(401);
  });

  test('two Authorization headers let nobody in', async () => {
    expect(await statusOf(IMPORT, { authorization: [`Bearer ${IMPORT}`, `Bearer ${FREE}`] })).toBe(401);
  });
});

describe('the file is read again', () => {
  const until = async (status: number, token: string) => {
    for (let i = 0; i < 100 && (await statusOf(token)) !== status; i += 1)
      await new Promise(resolve => setTimeout(resolve, 50));
    return statusOf(token);
  };

  test('a token that is taken out is not let in any more, and its principal keeps what was spent', async () => {
    await verify(IMPORT, 0, 3);
    file.write({ tokens: [FILE.tokens[1]] });
    expect(await until(401, IMPORT)).toBe(401);
    expect((await verify(SECOND, 10, 3)).text).toContain('leaves 2 of 5 credits');
  });

  test('a file that is wrong, or gone, changes nothing', async () => {
    const next = tokenOf('next');
    file.write('{ "tokens": [');
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(await statusOf(IMPORT)).toBe(200);
    for (const inItsPlace of ['nothing', 'a folder'] as const) {
      file.replace(inItsPlace);
      await new Promise(resolve => setTimeout(resolve, 200));
      expect(await statusOf(IMPORT), inItsPlace).toBe(200);
    }
    file.write({ tokens: [{ sha256: sha256(next) }] });
    expect(await until(200, next)).toBe(200);
    expect(await statusOf(IMPORT)).toBe(401);
  });
});
