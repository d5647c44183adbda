import type { ElicitResult } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { addresses, charged, verdicts } from '../snovio/flows/kit.ts';

// The 2025 era on stdio: the question travels inside the call.

const CEILING = { SNOVIO_MAX_CREDITS_PER_CALL: '5' };

interface Question {
  message: string;
  requestedSchema: object;
}

/** A client that answers questions so, and what it was asked. */
async function asking(reply: (signal: AbortSignal) => ElicitResult | Promise<ElicitResult>) {
  const questions: Question[] = [];
  const h = await startHarness({
    env: CEILING,
    client: { capabilities: { elicitation: { form: {} } } },
    prepare: client =>
      client.setRequestHandler('elicitation/create', async ({ params }, ctx) => {
        questions.push(params as unknown as Question);
        return reply(ctx.mcpReq.signal);
      }),
  });
  return Object.assign(h, { questions });
}

const verify = (h: Harness, count = 8) => h.call('verify_emails', { emails: addresses(count) });

afterEach(() => {
  vi.useRealTimers();
});

test('the question names the price, and is a form with one yes or no', async () => {
  await using h = await asking(() => ({ action: 'accept', content: { agree: true } }));
  const answer = await verify(h);
  expect(verdicts(answer)).toEqual(addresses(8).map(() => 'valid'));
  expect(answer.structured.credits).toMatchObject({ spent: 8, ceiling: 8 });
  expect(h.questions).toMatchObject([
    {
      message: 'snovio-mcp: spend up to 8 Snov.io credits for 8 addresses?',
      requestedSchema: {
        type: 'object',
        properties: { agree: { type: 'boolean', description: 'Spend these credits?' } },
        required: ['agree'],
      },
    },
  ]);
});

test.each<[string, ElicitResult]>([
  ['declines', { action: 'decline' }],
  ['cancels', { action: 'cancel' }],
  ['accepts without agreeing', { action: 'accept', content: { agree: false } }],
  ['accepts without content', { action: 'accept' }],
  ['declines and agrees', { action: 'decline', content: { agree: true } }],
])('who %s pays nothing, and is asked again for the next call', async (_, reply) => {
  await using h = await asking(() => reply);
  for (let calls = 1; calls <= 2; calls++) {
    expect((await verify(h)).code).toBe('credit_ceiling');
    expect(h.questions).toHaveLength(calls);
  }
  expect(h.sandbox.requests).toHaveLength(0);
});

test('a client that cannot answer is not asked again', async () => {
  await using h = await asking(() => {
    throw new Error('no window to ask in');
  });
  for (let calls = 0; calls < 2; calls++) expect((await verify(h)).code).toBe('credit_ceiling');
  expect(h.questions).toHaveLength(1);
  expect(h.sandbox.requests).toHaveLength(0);
});

test('a client that does not say it can be asked is not', async () => {
  await using h = await startHarness({ env: CEILING });
  const answer = await verify(h);
  expect(answer.code).toBe('credit_ceiling');
  expect(answer.text).toContain('maxCredits: 8');
  expect(charged(h)).toBe(0);
});

describe('a question that stays open', () => {
  test('counts as no after 20 seconds', async () => {
    const asked = Promise.withResolvers<void>();
    await using h = await asking(() => {
      asked.resolve();
      return new Promise(() => {});
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let ended = false;
    const call = verify(h).finally(() => {
      ended = true;
    });
    await asked.promise;
    await vi.advanceTimersByTimeAsync(19_900);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect((await call).code).toBe('credit_ceiling');
    expect((await verify(h)).code).toBe('credit_ceiling');
    expect(h.questions).toHaveLength(1);
  });

  test('goes with its call; the client is asked again for the next', async () => {
    const withdrawn = Promise.withResolvers<void>();
    const leaving = new AbortController();
    await using h = await asking(signal => {
      if (leaving.signal.aborted) return { action: 'accept', content: { agree: true } };
      signal.addEventListener('abort', () => withdrawn.resolve());
      leaving.abort();
      return new Promise(() => {});
    });
    const call = h.call('verify_emails', { emails: addresses(8) }, { signal: leaving.signal });
    await expect(call).rejects.toThrow();
    await withdrawn.promise;
    expect(h.sandbox.requests).toHaveLength(0);
    expect(verdicts(await verify(h))).toEqual(addresses(8).map(() => 'valid'));
    expect(h.questions).toHaveLength(2);
  });
});
