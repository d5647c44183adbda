import type { RequestContext } from '../http/context.ts';
import { json } from '../http/responses.ts';
import type { Route } from '../http/route.ts';

/** The balance, free. */
export const balanceRoutes: Route[] = [
  { method: 'GET', path: '/v1/get-balance', paramsIn: ['query'], handler: getBalance },
];

/** `balance` is a string with two decimals; `limit_resets_in` and `expires_in` are days. */
function getBalance({ account }: RequestContext): Response {
  return json({
    success: true,
    data: {
      balance: account.credits.toFixed(2),
      teamwork: false,
      unique_recipients_used: 12,
      limit_resets_in: 29,
      expires_in: 359,
    },
  });
}
