import { type HttpHandler, http } from 'msw/http';
import { randomHex } from '../random.ts';
import type { State } from '../state/state.ts';
import { TOKEN_PATH } from './middleware.ts';
import { text } from './params.ts';
import { json } from './responses.ts';
import { type Lookup, ORIGIN } from './route.ts';

const LIFETIME_S = 3600;

/** Issues tokens; the parameters travel as a form [A][B] or as JSON [C:n8n]. */
export function tokenHandler(state: State, lookup: Lookup): HttpHandler {
  return http.post(ORIGIN + TOKEN_PATH, ({ request }) => {
    const { sources } = lookup(request);
    const params = { ...sources.form, ...sources.json };
    const account = state.accounts.get(text(params, 'client_id'));
    if (text(params, 'grant_type') !== 'client_credentials') return denied(400, 'unsupported_grant_type');
    if (!account || account.secret !== text(params, 'client_secret')) return denied(401, 'invalid_client');
    const token = randomHex(40);
    state.tokens.set(token, { account, expiresAt: state.clock.now() + LIFETIME_S * 1000 });
    return json({ access_token: token, token_type: 'Bearer', expires_in: LIFETIME_S });
  });
}

/** GUESS: the usual OAuth2 pair; clients look for `error` and `error_description` [C:code]. */
function denied(status: number, code: string): Response {
  return json({ error: code, error_description: 'Client authentication failed' }, status);
}
