import { PACKAGE } from '../../config/package-facts.ts';
import { SCOPES } from './scopes.ts';
import type { SignIn } from './sign-in.ts';

/** What clients have to know to sign their users in: OAuth 2.0 Protected Resource Metadata (RFC 9728). */
export function resourceMetadata({ issuer, resource, scopePrefix }: SignIn): object {
  return {
    resource,
    authorization_servers: [issuer],
    scopes_supported: SCOPES.map(scope => `${scopePrefix}${scope}`),
    bearer_methods_supported: ['header'],
    resource_name: 'Snov.io',
    resource_documentation: PACKAGE.homepage,
  };
}
