import { type Begun, type BrowserSignIn, beginAt, callbackAt, challengeOf } from '../connect/web-sign-in.ts';
import { type SignedIn, subjectOf } from '../oauth/access-tokens.ts';
import { SignInUnavailable } from '../oauth/authorization-server.ts';
import { SCOPES } from '../oauth/scopes.ts';
import { CONNECT_CLIENT } from './connect-client.ts';
import type { CurrentProvider } from './current-provider.ts';
import type { People } from './people.ts';
import { PATHS } from './provider.ts';
import { isOutage } from './records.ts';

export interface ConnectSignInOptions {
  readonly current: CurrentProvider;
  readonly people: People;
  readonly resource: string;
}

/**
 * Signs a person in who connects their account, with the authorization code flow as any client's. The code is redeemed here, since
 * the server may not reach itself by its public address.
 */
export class ConnectSignIn implements BrowserSignIn {
  readonly #options: ConnectSignInOptions;

  constructor(options: ConnectSignInOptions) {
    this.#options = options;
  }

  /** The password is asked for in any case. */
  async begin(): Promise<Begun & { readonly url: string }> {
    const { issuer } = this.#options.current;
    return beginAt(`${issuer}${PATHS.authorize}`, {
      client_id: CONNECT_CLIENT,
      redirect_uri: callbackAt(issuer),
      // Whoever may sign in at all may connect an account: of these the page grants what the person may.
      scope: SCOPES.join(' '),
      resource: this.#options.resource,
    });
  }

  async finish(code: string, { verifier }: Begun): Promise<SignedIn> {
    const { current, people } = this.#options;
    const { issuer } = current;
    const account = await redeemed(current, code, verifier);
    const person = people.byAccount(account);
    if (!person) throw new Error('whom the code names may not sign in any more');
    const { email, groups, scopes } = person;
    return {
      subject: subjectOf(issuer, email),
      scopes: new Set(scopes),
      claims: { sub: email, email, email_verified: true, groups },
    };
  }
}

/** The account that a code is for. Nothing else comes of it. @throws SignInUnavailable, or Error where the code is not good */
async function redeemed({ provider }: CurrentProvider, code: string, verifier: string): Promise<string> {
  try {
    const found = await provider.AuthorizationCode.find(code);
    const isGood =
      found?.clientId === CONNECT_CLIENT && found.codeChallenge === challengeOf(verifier) && found.isValid;
    if (!isGood || found.accountId === undefined) throw new Error('the code is not good, or not any more');
    await found.consume();
    if (found.grantId !== undefined) await (await provider.Grant.find(found.grantId))?.destroy();
    return found.accountId;
  } catch (cause) {
    throw isOutage(cause) ? new SignInUnavailable('The store cannot be asked.', { cause }) : cause;
  }
}
