import { type HttpHandler, http } from 'msw/http';
import { fresh } from '../random.ts';
import type { State } from '../state/state.ts';
import type { Call } from './context.ts';
import { TOKEN_PATH } from './middleware.ts';
import { text } from './params.ts';
import { json } from './responses.ts';
import { ORIGIN } from './route.ts';

const LIFETIME_S = 3600;

/** Issues tokens; the parameters travel as a form [A][B] or as JSON [C:n8n]. */
export function tokenHandler(state: State, callOf: (request: Request) => Call): HttpHandler {
  return http.post(ORIGIN + TOKEN_PATH, ({ request }) => {
    const { form, json: body } = callOf(request).sources;
    const params = { ...form, ...body };
    const account = state.accounts.get(text(params, 'client_id'));
    if (text(params, 'grant_type') !== 'client_credentials') return denied(400, 'unsupported_grant_type');
    if (!account || account.secret !== text(params, 'client_secret')) return denied(401, 'invalid_client');
    const token = fresh(40);
    state.tokens.set(token, { account, expiresAt: state.clock.now() + LIFETIME_S * 1000 });
    return json({ access_token: token, token_type: 'Bearer', expires_in: LIFETIME_S });
  });
}

/** GUESS: the usual OAuth2 pair; clients look for `error` and `error_description` [C:code]. */
function denied(status: number, error: string): Response {
  return json({ error, error_description: 'Client authentication failed' }, status);
}
