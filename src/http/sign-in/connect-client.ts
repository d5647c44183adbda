import type { ClientMetadata } from 'oidc-provider';
import { callbackAt } from '../connect/web-sign-in.ts';

/** The pages of this server on which people connect their account, as a client of it. */
export const CONNECT_CLIENT = 'snovio-mcp-connect';

export function connectClient(issuer: string): ClientMetadata {
  return {
    client_id: CONNECT_CLIENT,
    redirect_uris: [callbackAt(issuer)],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
}
