import { type HttpHandler, http } from 'msw/http';
import type { Account } from '../state/account.ts';
import { handles } from '../state/faults.ts';
import type { State } from '../state/state.ts';
import type { Call } from './context.ts';
import { text } from './params.ts';
import { failure } from './responses.ts';

type CallOf = (request: Request) => Call;

/** Path of the one method that needs no token. */
export const TOKEN_PATH = '/v1/oauth/access_token';

/** What every request passes before the methods; a layer without objection falls through to the next. */
export function layers(state: State, callOf: CallOf): HttpHandler[] {
  return [rateLayer(state, callOf), tokenLayer(state, callOf), faultLayer(state, callOf)];
}

/** 60 requests a minute for the whole account, over all methods, token requests and polls included. */
function rateLayer(state: State, callOf: CallOf): HttpHandler {
  return http.all('*', ({ request }) => {
    const call = callOf(request);
    const named = namedAccount(state, call);
    call.logged.account = named?.id;
    // GUESS: status and body are not documented; clients treat HTTP 429 as this case [C:code].
    if (named && !named.rate.take(state.clock.now())) return failure(429, 'Too many requests');
  });
}

/** The account that a request is counted for: an expired token still names it. */
function namedAccount(state: State, call: Call): Account | undefined {
  const byToken = call.tokens.map(token => state.tokens.get(token)?.account).find(Boolean);
  if (byToken || call.logged.path !== TOKEN_PATH) return byToken;
  const { form, json } = call.sources;
  return state.accounts.get(text(form, 'client_id') || text(json, 'client_id'));
}

/** GUESS: a 401 is known from clients, its body is not. */
function tokenLayer(state: State, callOf: CallOf): HttpHandler {
  return http.all('*', ({ request }) => {
    const call = callOf(request);
    if (call.logged.path === TOKEN_PATH) return;
    const known = call.tokens.map(token => state.tokens.get(token));
    call.account = known.find(each => each && each.expiresAt > state.clock.now())?.account;
    if (!call.account) return failure(401, 'Unauthorized');
  });
}

function faultLayer(state: State, callOf: CallOf): HttpHandler {
  return http.all('*', async ({ request }) => {
    const call = callOf(request);
    const rule = state.faults.claim(call.logged);
    if (!rule) return;
    call.fault = rule;
    await rule.on?.('received', call.logged);
    if (rule.delayMs && rule.when !== 'after') await state.clock.pause(rule.delayMs);
    if (!handles(rule)) return new Response();
  });
}
