import { z } from 'zod';
import { hasCode } from '../../../errors.ts';
import type { Account } from '../../../snovio/account.ts';
import { deadlineIn } from '../../../snovio/call-context.ts';
import { maybeNumber } from '../../../snovio/shapes/fields.ts';
import { counted } from '../../../text/counted.ts';
import { failByCode } from '../fail-by-code.ts';
import { type Finding, fail, failFrom, ok } from '../finding.ts';

const Balance = z.object({ data: z.object({ balance: maybeNumber.pipe(z.number()) }) });

/**
 * Checks the balance, the user's own limits and the plan's hourly quota. All requests are free.
 * @param waitMs how long each request may wait for its turn
 */
export async function checkAccount(account: Account, waitMs: number): Promise<Finding[]> {
  try {
    const request = { method: 'GET', path: '/v1/get-balance' } as const;
    const { data } = await account.read(request, Balance, callOf(waitMs));
    return [checkBalance(data.balance), await checkLimits(account), ...(await checkQuota(account, waitMs))];
  } catch (error) {
    const remedy = 'Try again; if it stays, run doctor --probe --report FILE.';
    return [failByCode(error) ?? failFrom('balance', error, remedy)];
  }
}

function checkBalance(credits: number): Finding {
  if (credits > 0) return ok('balance', counted(credits, 'credit'));
  const remedy = 'Buy credits or wait for the renewal; free tools go on working.';
  return fail('balance', 'No credits are left.', remedy);
}

async function checkLimits(account: Account): Promise<Finding> {
  const { left, last24Hours } = await account.spending();
  const text = `${counted(last24Hours, 'credit')} in the last 24 hours, ${left.day ?? 'any number'} left by SNOVIO_MAX_CREDITS_PER_DAY`;
  if (left.day !== 0) return ok('limits', text);
  const remedy = 'Raise SNOVIO_MAX_CREDITS_PER_DAY, or wait until what was spent is a day old.';
  return fail('limits', `Today's limit is reached: ${text}.`, remedy);
}

/** Reads the status of an address, which counts against the verifier's quota and costs nothing. */
async function checkQuota(account: Account, waitMs: number): Promise<Finding[]> {
  const form = { emails: ['postmaster@example.com'] };
  const request = { method: 'POST', path: '/v1/get-emails-verification-status', form } as const;
  try {
    await account.read(request, z.unknown(), callOf(waitMs));
    return [ok('quota', 'not used up')];
  } catch (error) {
    // Snov.io may have retired this method: then nothing is known of the quota.
    if (hasCode(error, 'not_found', 'refused')) return [];
    return [failByCode(error) ?? failFrom('quota', error, 'Try again.')];
  }
}

function callOf(waitMs: number) {
  return { signal: AbortSignal.timeout(waitMs), deadline: deadlineIn(waitMs / 1000), tool: 'doctor' };
}
