import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SnovioError } from '../../src/errors.ts';
import { Ceiling } from '../../src/spending/ceiling.ts';
import { reportSpending } from '../../src/spending/report.ts';
import { SqliteStore } from '../../src/spending/sqlite/sqlite-store.ts';
import type { Walls } from '../../src/spending/store.ts';

let store: SqliteStore;

beforeEach(() => {
  store = new SqliteStore(':memory:', 30);
});

afterEach(() => store.close());

const ceiling = (walls: Walls = {}) => new Ceiling({ perCall: 5, walls }, store, 'account');

async function spend(credits: number, tool = 'find_emails') {
  const payer = { generation: 'v2', tool, walls: {} } as const;
  const entry = { item: `${tool} ${credits}`, input: '', credits };
  await store.claim({ account: 'account', question: 'find' }, [entry], payer);
}

/** The refusal of a call that would spend too much. */
async function refusal(walls: Walls, credits: number, maxCredits?: number): Promise<SnovioError> {
  try {
    await ceiling(walls).open(credits, maxCredits, '60 addresses');
  } catch (error) {
    return error as SnovioError;
  }
  throw new Error('The call was let through.');
}

const ASK = {
  about: 'credits',
  text: 'spend up to 6 Snov.io credits for 60 addresses?',
  buys: '60 addresses',
  label: 'Spend these credits?',
  grant: { credits: 6 },
};

describe('a call whose price nobody agreed to', () => {
  test('spends as much as needs no asking', async () => {
    expect((await ceiling().open(5, undefined, 'five')).room).toBe(5);
    expect((await ceiling().open(1, undefined, 'one')).room).toBe(5);
    expect((await ceiling({ day: 3 }).open(3, undefined, 'three')).room).toBe(3);
  });

  test('is refused above that, with the price to ask the user for', async () => {
    const error = await refusal({}, 6);
    expect(error).toMatchObject({ code: 'credit_ceiling' });
    expect(error.message).toBe(
      'Up to 6 credits for 60 addresses; 5 may be spent unasked. Tell the user the price; if they agree, repeat with maxCredits: 6.',
    );
    expect(error.facts.ask).toEqual(ASK);
  });

  test('is told which wall would be next', async () => {
    const { message, facts } = await refusal({ day: 6 }, 6);
    expect(message).toMatch(
      /repeat with maxCredits: 6\. Today's limit leaves 6 \(SNOVIO_MAX_CREDITS_PER_DAY, any 24 hours\)\.$/,
    );
    expect(facts.ask).toEqual(ASK);
  });

  test('is told how much a wall leaves; there is no price to agree to', async () => {
    await spend(4);
    const { code, message, facts } = await refusal({ process: 8 }, 6);
    expect(code).toBe('credit_ceiling');
    expect(message).toBe(
      'Up to 6 credits for 60 addresses. The limit of this server process (SNOVIO_MAX_CREDITS) leaves 4. ' +
        'Ask the user, then repeat with maxCredits: 4 for as many as fit.',
    );
    expect(facts.ask).toBeUndefined();
  });

  test('is told that only the user can raise a wall that leaves nothing', async () => {
    await spend(4);
    const { message } = await refusal({ day: 4 }, 1);
    expect(message).toBe(
      "Up to 1 credit for 60 addresses. Today's limit leaves 0 (SNOVIO_MAX_CREDITS_PER_DAY, any 24 hours). Only the user can raise it.",
    );
  });
});

test('a call whose price the user agreed to spends that, or what the walls leave', async () => {
  expect((await ceiling().open(60, 60, 'sixty')).room).toBe(60);
  expect((await ceiling().open(60, 2, 'sixty')).room).toBe(2);
  expect((await ceiling({ day: 7 }).open(60, 60, 'sixty')).room).toBe(7);
  expect((await ceiling().open(60, 0, 'sixty')).room).toBe(0);
});

test('the ceiling of a call is what the user agreed to, or what needs no asking', () => {
  expect(ceiling().of(undefined)).toBe(5);
  expect(ceiling().of(0)).toBe(0);
  expect(ceiling().of(60)).toBe(60);
});

test('the nearest wall is named, the one of the process where both are as near', async () => {
  expect(await ceiling().wallsInWords()).toBe('');
  expect(await ceiling({ process: 3, day: 4 }).wallsInWords()).toMatch(/SNOVIO_MAX_CREDITS\) leaves 3\.$/);
  expect(await ceiling({ process: 4, day: 3 }).wallsInWords()).toMatch(
    /leaves 3 \(.*PER_DAY, any 24 hours\)\.$/,
  );
  expect(await ceiling({ process: 3, day: 3 }).wallsInWords()).toMatch(/SNOVIO_MAX_CREDITS\) leaves 3\.$/);
});

describe('the report', () => {
  test('sums up by tool, and tells what the walls leave', async () => {
    await spend(4, 'verify_emails');
    await spend(2, 'find_emails');
    await spend(1, 'verify_emails');
    expect(await reportSpending(store, 'account', { process: 20, day: 10 })).toEqual({
      process: 7,
      last24Hours: 7,
      last7Days: 7,
      last30Days: 7,
      byTool: [
        { tool: 'find_emails', last24Hours: 2, last7Days: 2, last30Days: 2, items: 1 },
        { tool: 'verify_emails', last24Hours: 5, last7Days: 5, last30Days: 5, items: 2 },
      ],
      dayFrees: { first: expect.any(Number), last: expect.any(Number) },
      left: { process: 13, day: 3 },
    });
  });

  test('leaves out walls that nobody has set, and keeps those that leave nothing', async () => {
    const left = async (walls: Walls) => (await reportSpending(store, 'account', walls)).left;
    expect(await left({})).toEqual({});
    expect(await left({ process: 0 })).toEqual({ process: 0 });
    expect(await left({ day: 0 })).toEqual({ day: 0 });
  });
});
