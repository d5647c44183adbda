import type { AccountRegistry } from '../../app/account-registry.ts';
import { Carried } from '../../app/vault/carried.ts';
import type { VaultKey } from '../../app/vault/keys.ts';
import { Vault } from '../../app/vault/vault.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Config } from '../../config/settings.ts';
import type { Log } from '../../log.ts';
import { accountKey } from '../../snovio/account.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import type { Access } from '../access/access.ts';
import { createFetchJson } from '../oauth/fetch-json.ts';
import type { SignIn } from '../oauth/sign-in.ts';
import type { Connecting, Tenants } from '../tenants.ts';
import { Connect } from './connect.ts';
import { ConnectLinks } from './links.ts';
import { type BrowserSignIn, callbackAt, WebSignIn } from './web-sign-in.ts';

/** How long Snov.io may take to say whether it accepts a pair. */
const PROOF_SECONDS = 20;

/** What the pages need besides. */
interface PagesOptions {
  readonly tenants: Tenants;
  readonly access: Access | undefined;
  readonly log: Log;
  readonly audit: AuditLog;
}

/** Signed-in people's own accounts: where they are kept, and the pages on which they are connected. */
export interface OpenedVault {
  readonly connecting: Connecting;
  pages(options: PagesOptions): Connect;
}

/**
 * @param keys undefined: nobody keeps an account here
 * @param own how people sign in where it is at this very server
 */
export function openVault(
  config: Config,
  signIn: SignIn | undefined,
  keys: readonly VaultKey[] | undefined,
  accounts: AccountRegistry,
  own: BrowserSignIn | undefined,
): OpenedVault | undefined {
  const { publicUrl: origin } = config;
  if (!keys || !signIn || origin === undefined) return undefined;
  const web = own ?? signInThere(config, signIn, origin);
  if (!web) return undefined;
  const carried = new Carried(keys);
  const vault = new Vault(accounts.store.vault, keys);
  const links = new ConnectLinks(carried, `${origin}/connect`);
  return {
    connecting: { vault, links },
    pages: ({ tenants, ...rest }) =>
      new Connect({
        ...rest,
        ...{ origin, vault, links, carried, signIn, web },
        prove: (credentials, caller) => {
          const wait = { signal: new AbortController().signal, deadline: deadlineIn(PROOF_SECONDS) };
          return tenants.prove(credentials, caller, wait);
        },
        accountOf: ({ id }) => accountKey(accounts.config.apiUrl, id),
      }),
  };
}

/** How people sign in at the authorization server that is configured. */
function signInThere(config: Config, signIn: SignIn, origin: string): BrowserSignIn | undefined {
  const { oauthClientId: clientId, oauthClientSecret: clientSecret, proxy } = config;
  const { server, accessTokens } = signIn;
  if (!server || clientId === undefined) return undefined;
  return new WebSignIn({
    ...{ server, accessTokens, clientId, clientSecret },
    fetch: createFetchJson(proxy),
    redirectUri: callbackAt(origin),
    scope: `${signIn.scopePrefix}read`,
    // Where tokens are for another name, the authorization server knows none of these.
    resource: config.oauthAudience === undefined ? signIn.resource : undefined,
  });
}
