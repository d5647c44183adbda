import { json } from '../http/responses.ts';
import { get, type Route } from '../http/route.ts';

/** `balance` is a string with two decimals; `limit_resets_in` and `expires_in` are days. */
export function balance(): Route[] {
  return [
    get('/v1/get-balance', undefined, (_call, account) =>
      json({
        success: true,
        data: {
          balance: account.credits.toFixed(2),
          teamwork: false,
          unique_recipients_used: 12,
          limit_resets_in: 29,
          expires_in: 359,
        },
      }),
    ),
  ];
}
