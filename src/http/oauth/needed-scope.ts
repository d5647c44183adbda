import { USE_TOOL } from '../../mcp/dynamic-tools.ts';
import type { Effect, Tool } from '../../tool.ts';
import type { Refusal } from '../refusal.ts';
import { challenge } from './challenge.ts';
import { SCOPES, type Scope, type Scopes, scopeFor } from './scopes.ts';
import type { SignIn } from './sign-in.ts';

/** Methods beside calls of tools that show something of the account. */
const READING = new Set([
  'resources/read',
  'resources/subscribe',
  'subscriptions/listen',
  'completion/complete',
]);

/**
 * Refuses a request that needs a scope which its access token has not. The client learns which, and can ask its user to
 * agree to more (RFC 6750, section 3.1; MCP's step-up authorization).
 * @param effectOf what a tool of this name does; undefined if there is none
 * @param json a message, or a batch of them
 */
export function beyondScopes(
  json: unknown,
  scopes: Scopes | undefined,
  signIn: SignIn | undefined,
  effectOf: (tool: string) => Effect | undefined,
): Refusal | undefined {
  if (!scopes) return undefined;
  const missing = [json]
    .flat()
    .map(message => neededScope(message, effectOf))
    .find(scope => scope !== undefined && !scopes.has(scope));
  if (missing === undefined) return undefined;
  const message = `This needs the scope ${missing}, which the access token does not have.`;
  const problem = { error: 'insufficient_scope', description: message } as const;
  // What the token allows has to be asked for again: the new token replaces it.
  const wanted = SCOPES.filter(scope => scope === missing || scopes.has(scope));
  const headers = { 'www-authenticate': challenge(signIn, problem, wanted) };
  return { status: 403, message, reason: 'insufficient_scope', headers };
}

/** Finds what a tool does by its name. `use_tool` stands for tools that only read. */
export function effectsOf(
  tools: readonly Pick<Tool, 'name' | 'effect'>[],
): (tool: string) => Effect | undefined {
  const effects = new Map<string, Effect>(tools.map(({ name, effect }) => [name, effect]));
  effects.set(USE_TOOL, 'read');
  return name => effects.get(name);
}

function neededScope(message: unknown, effectOf: (tool: string) => Effect | undefined): Scope | undefined {
  if (typeof message !== 'object' || message === null || !('method' in message)) return undefined;
  const { method } = message;
  if (READING.has(String(method))) return 'read';
  const params = 'params' in message ? message.params : undefined;
  if (method !== 'tools/call' || typeof params !== 'object' || params === null) return undefined;
  const effect = 'name' in params ? effectOf(String(params.name)) : undefined;
  return effect && scopeFor(effect);
}
