import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  as,
  call,
  http,
  OTHER_TOKEN,
  type RequestParts,
  rpc,
  type Served,
  startServed,
  TOKEN,
} from './kit.ts';

// What is refused is tested where it belongs; here everything comes at once, and the server has to live through it.

const REQUESTS = 10_000;
const PARALLEL = 40;

let served: Served;
beforeAll(async () => {
  served = await startServed({ env: { SNOVIO_HTTP_TOKENS: `${TOKEN},${OTHER_TOKEN}` } });
});
afterAll(() => served[Symbol.asyncDispose]());

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Dice {
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = generator(seed);
  }
  below(n: number): number {
    return Math.floor(this.#random() * n);
  }
  pick<T>(...from: [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }
  bytes(): string {
    return String.fromCharCode(...Array.from({ length: this.below(40) }, () => this.below(256)));
  }
  /** Any JSON, a few levels deep. */
  json(depth = 3): unknown {
    const leaf = () =>
      this.pick<unknown>(
        null,
        true,
        this.below(1e9) - 5e8,
        1e308,
        this.bytes(),
        '',
        '__proto__',
        '2026-07-28',
      );
    if (depth === 0) return leaf();
    const kind = this.below(4);
    if (kind === 0) return Array.from({ length: this.below(4) }, () => this.json(depth - 1));
    if (kind > 2) return leaf();
    const keys = [
      'method',
      'params',
      'id',
      'name',
      'arguments',
      '_meta',
      'jsonrpc',
      'constructor',
      this.bytes(),
    ];
    return Object.fromEntries(
      Array.from({ length: this.below(5) }, () => [keys[this.below(keys.length)], this.json(depth - 1)]),
    );
  }
  body(): string {
    const method = this.pick<unknown>(
      'tools/call',
      'tools/list',
      'initialize',
      'ping',
      'subscriptions/nothing',
      'server/discover',
      this.bytes(),
      7,
    );
    const name = this.pick<unknown>('get_balance', 'find_emails', 'nothing', '__proto__', this.bytes(), 1);
    const request = {
      jsonrpc: this.pick<unknown>('2.0', '1.0', 2),
      id: this.pick<unknown>(1, 'a', null, {}),
      method,
    };
    const whole = { ...request, params: this.pick<unknown>({ name, arguments: this.json() }, this.json()) };
    const text = JSON.stringify(this.pick<unknown>(whole, [whole, whole], this.json()));
    return this.pick(text, text, text, text.slice(0, this.below(text.length + 1)), this.bytes());
  }
  headers(): Record<string, string> {
    const printable = () => this.bytes().replace(/[^\x20-\x7e\x80-\xff]/g, '');
    return {
      // Wrong tokens are answered slowly, and not what this is about.
      authorization:
        this.below(200) === 0 ? this.pick(`Bearer ${TOKEN.slice(1)}`, printable()) : `Bearer ${TOKEN}`,
      'content-type': this.pick('application/json', 'application/json', 'text/plain', printable()),
      accept: this.pick('application/json, text/event-stream', '*/*', printable()),
      ...(this.below(4) === 0 && {
        'mcp-protocol-version': this.pick('2026-07-28', '2025-11-25', printable()),
      }),
      ...(this.below(4) === 0 && { 'mcp-method': this.pick('tools/call', printable()) }),
      ...(this.below(8) === 0 && { host: this.pick('evil.example', 'localhost:1', printable()) }),
      ...(this.below(8) === 0 && { origin: this.pick('null', 'http://localhost', 'https://evil.example') }),
      ...(this.below(6) === 0 && as(this.pick('sandbox', printable()), printable())),
      ...(this.below(20) === 0 && { 'mcp-session-id': printable() }),
    };
  }
  request(): RequestParts {
    const method = this.pick(
      'POST',
      'POST',
      'POST',
      'POST',
      'POST',
      'GET',
      'DELETE',
      'PUT',
      'PATCH',
      'OPTIONS',
    );
    const path = this.pick(
      '/mcp',
      '/mcp',
      '/mcp',
      '/mcp',
      '/mcp?x=1',
      '/',
      '/healthz',
      '/readyz',
      '//mcp',
      '/mcp/../..',
      '/%00',
    );
    const bare = method === 'GET' || method === 'OPTIONS';
    return { method, path, headers: this.headers(), ...(!bare && { body: this.body() }) };
  }
}

/** Bytes that are no HTTP at all, half of it, or more of it than announced. */
function garbage(dice: Dice): Promise<void> {
  const head = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';
  const bytes = dice.pick(
    dice.bytes(),
    `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}`,
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET /readyz HTTP/1.1\r\n\r\n`,
    `${head}Content-Length: 400\r\n\r\n{"half":`,
    `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    `GET http://evil.example/mcp HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `${head}X: ${'y'.repeat(20_000)}\r\n\r\n`,
  );
  return new Promise(resolve => {
    const socket = connect(served.port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setTimeout(20, () => socket.destroy()).on('error', () => {});
    socket.on('data', () => {}).once('close', () => resolve());
  });
}

const KNOWN = [200, 202, 400, 401, 403, 404, 405, 406, 413, 415, 429, 431];

test(`${REQUESTS} random requests leave it standing`, { timeout: 60_000 }, async () => {
  const seed = Number(process.env.SNOVIO_TEST_SEED ?? Date.now() % 1_000_000_007);
  console.log(`random requests: SNOVIO_TEST_SEED=${seed}`);
  const dice = new Dice(seed);
  const since = Date.now();
  const statuses = new Map<number, number>();
  const texts: string[] = [];
  let left = REQUESTS;
  const attacker = async () => {
    while (left-- > 0) {
      if (dice.below(12) === 0) await garbage(dice);
      else {
        const reply = await http(served.port, dice.request());
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        texts.push(reply.text);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, attacker));
  expect(Date.now() - since).toBeLessThan(40_000);
  for (const status of statuses.keys()) expect(KNOWN, `seed ${seed}`).toContain(status);
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 20);
  for (const status of [400, 401, 403, 404, 405, 415]) expect(statuses.get(status)).toBeGreaterThan(0);
  expect(texts.filter(text => text.includes(TOKEN) || text.includes('    at '))).toEqual([]);
  const good = await call(served.port, 'get_balance', {}, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(good.structured).toMatchObject({ balance: 1000 });
  expect(served.log()).not.toContain(TOKEN);
  expect(served.sandbox.charges.length, 'nothing was bought by accident').toBe(0);
});

test('unknown methods are answered as such', async () => {
  const parts = { headers: { authorization: `Bearer ${TOKEN}` } };
  for (const method of ['nothing', 'tools/nothing', 'rpc.discover', '../tools/list', '']) {
    const { status, json } = await rpc(served.port, method, {}, parts);
    expect([200, 400, 404]).toContain(status);
    expect(json.error.code).toBeLessThan(0);
  }
  const { json } = await rpc(served.port, 'tools/call', { name: 'constructor' }, parts);
  expect(json.error?.code ?? (json.result.isError && -32_602)).toBe(-32_602);
});
