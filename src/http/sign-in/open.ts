import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet } from 'jose';
import { openSignInRecords } from '../../app/sign-in-records.ts';
import type { Config } from '../../config/settings.ts';
import type { Log } from '../../log.ts';
import { isLoopback } from '../../snovio/transport/times.ts';
import { AccessTokens } from '../oauth/access-tokens.ts';
import { SignInUnavailable } from '../oauth/authorization-server.ts';
import type { SignIn } from '../oauth/sign-in.ts';
import { fetchDocuments } from './client-documents.ts';
import { servesSignIn, signInEndpoint } from './endpoint.ts';
import { People } from './people.ts';
import { createProvider } from './provider.ts';

/** A sign-in of this very server: who signs in, and what answers them. */
export interface OwnSignIn {
  readonly signIn: SignIn;
  /** Whether a path is the authorization server's. */
  readonly serves: (path: string) => boolean;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Hears of each wrong password. @param network where it came from */
  onWrongPassword: ((network: string) => void) | undefined;
  close(): void;
}

/**
 * Opens the authorization server of this server; undefined where no file of people is configured.
 * @param everyMs how often it is looked whether the file has changed
 * @throws SignInFileError, ConfigError where a package is missing, SnovioError where the state directory cannot be used
 */
export async function openOwnSignIn(
  { signInFile, publicUrl: issuer, stateDir, sandbox, proxy }: Config,
  log: Pick<Log, 'error' | 'info'>,
  everyMs?: number,
): Promise<OwnSignIn | undefined> {
  if (signInFile === undefined || issuer === undefined) return undefined;
  const people = new People(signInFile, log, everyMs);
  const records = await openSignInRecords({ stateDir, sandbox }).catch(error => {
    people.close();
    throw error;
  });
  const close = () => {
    people.close();
    records.close();
  };
  try {
    const resource = `${issuer}/mcp`;
    const onError = (error: Error) => log.error(`sign-in: ${error.message}`, error);
    const fetch = fetchDocuments(proxy, isLoopback(new URL(issuer).hostname));
    const provider = await createProvider({ issuer, resource, people, records, fetch, onError });
    const { kty, crv, x, y, kid, alg } = JSON.parse(records.signingKey(() => ''));
    const server = {
      issuer,
      key: createLocalJWKSet({ keys: [{ kty, crv, x, y, kid, alg }] }),
      introspectionEndpoint: async () => {
        throw new SignInUnavailable('All access tokens of this server are JWTs.');
      },
    };
    const isKnown = ({ email }: Readonly<Record<string, unknown>>) =>
      typeof email === 'string' && people.byEmail(email) !== undefined;
    const accessTokens = new AccessTokens(server, { audience: resource, isKnown });
    const own: OwnSignIn = {
      signIn: { issuer, resource, scopePrefix: '', accessTokens },
      serves: servesSignIn,
      answer: signInEndpoint({
        ...{ provider, issuer, resource, people, onError },
        onWrongPassword: network => own.onWrongPassword?.(network),
      }),
      onWrongPassword: undefined,
      close,
    };
    return own;
  } catch (error) {
    close();
    throw error;
  }
}
