import { type HttpHandler, http } from 'msw/http';
import type { Account } from '../state/account.ts';
import { runsHandler } from '../state/faults.ts';
import type { State } from '../state/state.ts';
import type { ParsedRequest } from './context.ts';
import { text } from './params.ts';
import { error, notFound } from './responses.ts';
import type { Lookup } from './route.ts';

/** Path of the one method that needs no token. */
export const TOKEN_PATH = '/v1/oauth/access_token';

/** What every request passes before its route; without an answer it falls through to the next handler. */
export function middleware(state: State, lookup: Lookup): HttpHandler[] {
  return [limitRate(state, lookup), authenticate(state, lookup), injectFault(state, lookup)];
}

/** 60 requests a minute [A][B][C:ref] for the whole account over all methods [C:ae], tokens and polls included. */
function limitRate(state: State, lookup: Lookup): HttpHandler {
  return http.all('*', ({ request }) => {
    const parsed = lookup(request);
    const account = accountOf(state, parsed);
    parsed.logged.account = account?.id;
    // GUESS: status and body are not documented; clients treat HTTP 429 as this case [C:code].
    if (account && !account.requests.take(state.clock.now())) return error(429, 'Too many requests');
  });
}

/** The account that a request is counted for: an expired token still names it. */
function accountOf(state: State, { tokens, logged, sources }: ParsedRequest): Account | undefined {
  const byToken = tokens.map(token => state.tokens.get(token)?.account).find(Boolean);
  if (byToken || logged.path !== TOKEN_PATH) return byToken;
  const { form, json } = sources;
  return state.accounts.get(text(form, 'client_id') || text(json, 'client_id'));
}

/**
 * An unknown path is not found, also without a token: that is how it was probed [C:ae]. GUESS: otherwise a 401, which
 * is known from clients [C:code]; its body is not known.
 */
function authenticate(state: State, lookup: Lookup): HttpHandler {
  return http.all('*', ({ request }) => {
    const parsed = lookup(request);
    if (parsed.logged.path === TOKEN_PATH) return;
    const tokens = parsed.tokens.map(token => state.tokens.get(token));
    parsed.account = tokens.find(token => token && token.expiresAt > state.clock.now())?.account;
    if (parsed.account) return;
    return parsed.isKnown ? error(401, 'Unauthorized') : notFound();
  });
}

function injectFault(state: State, lookup: Lookup): HttpHandler {
  return http.all('*', async ({ request }) => {
    const parsed = lookup(request);
    const rule = state.faults.take(parsed.logged);
    if (!rule) return;
    parsed.fault = rule;
    await rule.on?.('received', parsed.logged);
    if (rule.delayMs && rule.when !== 'after') await state.clock.pause(rule.delayMs);
    // The server replaces this answer by the faulty one.
    if (!runsHandler(rule)) return new Response();
  });
}
