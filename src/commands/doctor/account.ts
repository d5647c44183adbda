import { z } from 'zod';
import type { Config } from '../../config/settings.ts';
import { hasCode, SnovioError } from '../../errors.ts';
import type { Account } from '../../snovio/account.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import { maybeNumber } from '../../snovio/shapes/fields.ts';
import { understand } from '../../snovio/transport/answer.ts';
import { type Contact, contact } from './contact.ts';
import { type Finding, fail, failed, ok } from './finding.ts';

const WHERE = 'Snov.io shows them under account settings, API.';

/** Whether there are credentials, before anybody is asked. */
export function checkGiven({ clientId, clientSecret, sandbox }: Config): Finding[] {
  if (sandbox) return [];
  if (!clientId || !clientSecret) {
    const remedy = `Set SNOVIO_CLIENT_ID (API User ID) and SNOVIO_CLIENT_SECRET (API Secret). ${WHERE} Without an account: --sandbox.`;
    return [fail('credentials', 'None are configured.', remedy)];
  }
  const odd = Object.entries({ SNOVIO_CLIENT_ID: clientId, SNOVIO_CLIENT_SECRET: clientSecret })
    .filter(([, value]) => /^\$|\$\{|^your |\s/i.test(value))
    .map(([name]) => name);
  if (odd.length === 0) return [];
  const remedy = `The host passed a placeholder on, or blanks were copied along. Set the variables where the host can see them. ${WHERE}`;
  return [fail('credentials', `${odd.join(' and ')}: this is not a value of Snov.io's.`, remedy)];
}

/** Whether Snov.io takes the credentials. */
export async function checkCredentials(config: Config, first: Contact): Promise<Finding> {
  if ('fault' in first) return fail('credentials', 'They could not be tried.', 'See above.');
  try {
    understand({ ...first, retryAfter: undefined });
    return ok('credentials', 'accepted');
  } catch (error) {
    const refused = hasCode(error, 'unauthorized', 'refused');
    const { clientId = '', clientSecret = '' } = config;
    if (refused && (await isAccepted(config, clientSecret, clientId))) {
      const remedy = 'Exchange SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET.';
      return fail('credentials', 'API User ID and API Secret are exchanged.', remedy);
    }
    return byCode(error) ?? failed('credentials', error, `Copy both anew. ${WHERE}`);
  }
}

async function isAccepted(config: Config, id: string, secret: string): Promise<boolean> {
  const answer = await contact(config, id, secret);
  return 'status' in answer && answer.status >= 200 && answer.status < 300;
}

const Balance = z.object({ data: z.object({ balance: maybeNumber.pipe(z.number()) }) });

/** Balance, the user's own limits, and the plan's quota; all by free requests. */
export async function checkAccount(account: Account, waitMs: number): Promise<Finding[]> {
  const call = () => ({
    signal: AbortSignal.timeout(waitMs),
    deadline: deadlineIn(waitMs / 1000),
    tool: 'doctor',
  });
  try {
    const { data } = await account.read({ method: 'GET', path: '/v1/get-balance' }, Balance, call());
    const balance =
      data.balance > 0
        ? ok('balance', `${data.balance} credits`)
        : fail(
            'balance',
            'No credits are left.',
            'Buy credits or wait for the renewal; free tools go on working.',
          );
    return [balance, await checkLimits(account), ...(await checkQuota(account, call()))];
  } catch (error) {
    return [
      byCode(error) ?? failed('balance', error, 'Try again; if it stays, run doctor --probe --report FILE.'),
    ];
  }
}

async function checkLimits(account: Account): Promise<Finding> {
  const { left, last24Hours } = await account.spending();
  const text = `${last24Hours} credits in the last 24 hours, ${left.day ?? 'any number'} left by SNOVIO_MAX_CREDITS_PER_DAY`;
  if (left.day !== 0) return ok('limits', text);
  return fail(
    'limits',
    `Today's limit is reached: ${text}.`,
    'Raise SNOVIO_MAX_CREDITS_PER_DAY, or wait until what was spent is a day old.',
  );
}

/** A read that counts like any use of the verifier, and costs nothing. */
async function checkQuota(account: Account, call: Parameters<Account['read']>[2]): Promise<Finding[]> {
  const form = { emails: ['postmaster@example.com'] };
  const request = { method: 'POST', path: '/v1/get-emails-verification-status', form } as const;
  try {
    await account.read(request, z.unknown(), call);
    return [ok('quota', 'not used up')];
  } catch (error) {
    // Of a retired method nothing can be learnt.
    if (hasCode(error, 'not_found', 'refused')) return [];
    return [byCode(error) ?? failed('quota', error, 'Try again.')];
  }
}

/** Failures that have one remedy wherever they show. */
function byCode(error: unknown): Finding | undefined {
  if (!(error instanceof SnovioError)) return undefined;
  const found = REMEDIES[error.code];
  return found && failed(found[0], error, found[1]);
}

const REMEDIES: Partial<Record<SnovioError['code'], readonly [Finding['id'], string]>> = {
  plan_forbidden: ['plan', 'Choose a paid plan, or ask the Snov.io support for test access to the API.'],
  not_enough_credits: ['balance', 'Buy credits or wait for the renewal.'],
  hourly_quota: [
    'quota',
    'Wait until the hour is over. With SNOVIO_PLAN set, the quota is kept before it is hit.',
  ],
  rate_limited: [
    'quota',
    'Wait a minute; other programs that use this account share its 60 requests a minute.',
  ],
  upstream_unavailable: ['reach', 'Snov.io is down or overloaded. Wait some minutes; nothing is lost.'],
};
