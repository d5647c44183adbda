import { SCOPES, type Scope } from './scopes.ts';
import { metadataUrl, type SignIn } from './sign-in.ts';

/** Why a token is not enough. */
export interface TokenProblem {
  readonly error: 'invalid_token' | 'insufficient_scope';
  readonly description: string;
}

/**
 * The `WWW-Authenticate` header: it leads clients to where their users sign in (RFC 9728), and names the scopes to ask for.
 * @param scopes by default all
 */
export function challenge(
  signIn: SignIn | undefined,
  problem: TokenProblem | undefined,
  scopes: readonly Scope[] = SCOPES,
): string {
  const parts = [
    ['realm', 'snovio-mcp'],
    ...(problem
      ? [
          ['error', problem.error],
          ['error_description', problem.description],
        ]
      : []),
    ...(signIn
      ? [
          ['scope', scopes.map(scope => `${signIn.scopePrefix}${scope}`).join(' ')],
          ['resource_metadata', metadataUrl(signIn)],
        ]
      : []),
  ];
  return `Bearer ${parts.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
}
