import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../config/settings.ts';
import { hasVault } from '../../config/sign-in/problems.ts';
import type { Log } from '../../log.ts';
import { isLoopback } from '../../snovio/transport/times.ts';
import type { SignInTable } from '../../spending/sign-in-table.ts';
import type { BrowserSignIn } from '../connect/web-sign-in.ts';
import { AccessTokens } from '../oauth/access-tokens.ts';
import type { SignIn } from '../oauth/sign-in.ts';
import { fetchDocuments } from './client-documents.ts';
import { connectClient } from './connect-client.ts';
import { ConnectSignIn } from './connect-sign-in.ts';
import { CurrentProvider } from './current-provider.ts';
import { servesSignIn, signInEndpoint } from './endpoint.ts';
import { loadProviderPackage } from './load-package.ts';
import { People } from './people.ts';

/** A sign-in of this very server: who signs in, and what answers them. */
export interface OwnSignIn {
  readonly signIn: SignIn;
  /** How people sign in who connect their account. */
  readonly web: BrowserSignIn;
  /** Whether a path is the authorization server's. */
  readonly serves: (path: string) => boolean;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Hears of each wrong password. @param network where it came from */
  onWrongPassword: ((network: string) => void) | undefined;
  close(): void;
}

/** How often it is looked for changes, in milliseconds. */
export interface Looks {
  readonly fileMs?: number;
  readonly secretsMs?: number;
}

/**
 * Opens the authorization server of this server; undefined where no file of people is configured.
 * @param table where its records are
 * @throws SignInFileError, ConfigError where a package is missing, SnovioError where the store cannot be used
 */
export async function openOwnSignIn(
  config: Config,
  table: SignInTable,
  log: Pick<Log, 'error' | 'info'>,
  { fileMs, secretsMs }: Looks = {},
): Promise<OwnSignIn | undefined> {
  const { signInFile, publicUrl: issuer, proxy } = config;
  if (signInFile === undefined || issuer === undefined) return undefined;
  const loaded = await loadProviderPackage();
  const people = new People(signInFile, log, fileMs);
  try {
    const resource = `${issuer}/mcp`;
    const onError = (error: Error) => log.error(`sign-in: ${error.message}`, error);
    const fetch = fetchDocuments(proxy, isLoopback(new URL(issuer).hostname));
    const clients = hasVault(config) ? [connectClient(issuer)] : [];
    const current = await CurrentProvider.open(
      loaded,
      { issuer, resource, people, table, clients, fetch, onError },
      secretsMs,
    );
    const isKnown = ({ email }: Readonly<Record<string, unknown>>) =>
      typeof email === 'string' && people.byEmail(email) !== undefined;
    const accessTokens = new AccessTokens(current, { audience: resource, isKnown });
    const own: OwnSignIn = {
      signIn: { issuer, resource, scopePrefix: '', accessTokens },
      web: new ConnectSignIn({ current, people, resource }),
      serves: servesSignIn,
      answer: signInEndpoint({
        ...{ current, issuer, resource, people, table, onError },
        onWrongPassword: network => own.onWrongPassword?.(network),
      }),
      onWrongPassword: undefined,
      close: () => {
        people.close();
        current.close();
      },
    };
    return own;
  } catch (error) {
    people.close();
    throw error;
  }
}
