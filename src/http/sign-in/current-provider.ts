import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type Provider from 'oidc-provider';
import { SignInUnavailable, type TokenIssuer } from '../oauth/authorization-server.ts';
import { createProvider, type ProviderOptions, type ProviderPackage } from './provider.ts';
import { isOutage } from './records.ts';
import { publicPart, renewed, type SignInSecrets } from './secrets.ts';

/** How often it is looked whether the secrets have changed, in milliseconds. */
const LOOK_EVERY_MS = 60_000;
/** Made-up names of keys must not send this server to its store for each. */
const NEW_KEY_MS = 1000;

interface Current {
  readonly secrets: SignInSecrets;
  readonly provider: Provider;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => unknown;
  readonly key: JWTVerifyGetKey;
}

/** The authorization server with the secrets that all processes share, also after one of them has made a new key. */
export class CurrentProvider implements TokenIssuer {
  readonly issuer: string;
  readonly #package: ProviderPackage;
  readonly #options: ProviderOptions;
  #current: Current;
  /** When an unknown key was last looked for. */
  #soughtAt = Number.NEGATIVE_INFINITY;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    loaded: ProviderPackage,
    options: ProviderOptions,
    secrets: SignInSecrets,
    everyMs: number,
  ) {
    this.issuer = options.issuer;
    this.#package = loaded;
    this.#options = options;
    this.#current = this.#with(secrets);
    // While the store is away, what was read before holds.
    this.#timer = setInterval(() => void this.#look().catch(() => {}), everyMs).unref();
  }

  /** @throws SnovioError where the store cannot be used */
  static async open(
    loaded: ProviderPackage,
    options: ProviderOptions,
    everyMs = LOOK_EVERY_MS,
  ): Promise<CurrentProvider> {
    return new CurrentProvider(loaded, options, await options.table.shared('secrets', renewed), everyMs);
  }

  get provider(): Provider {
    return this.#current.provider;
  }

  answer(request: IncomingMessage, response: ServerResponse): unknown {
    return this.#current.answer(request, response);
  }

  /** The key that a token says it is signed with. @throws SignInUnavailable, or jose's error if there is no such key */
  readonly key: JWTVerifyGetKey = async (header, token) => {
    try {
      return await this.#current.key(header, token);
    } catch (error) {
      const isNews = performance.now() - this.#soughtAt > NEW_KEY_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !isNews) throw error;
      this.#soughtAt = performance.now();
      await this.#look().catch(cause => {
        throw isOutage(cause) ? new SignInUnavailable('The store cannot be asked.', { cause }) : cause;
      });
      return this.#current.key(header, token);
    }
  };

  async introspectionEndpoint(): Promise<string> {
    throw new SignInUnavailable('All access tokens of this server are JWTs.');
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const secrets = await this.#options.table.shared('secrets', renewed);
    if (namesOf(secrets) !== namesOf(this.#current.secrets)) this.#current = this.#with(secrets);
  }

  #with(secrets: SignInSecrets): Current {
    const provider = createProvider(this.#package, this.#options, secrets);
    return {
      secrets,
      provider,
      answer: provider.callback(),
      key: createLocalJWKSet({ keys: secrets.keys.map(publicPart) }),
    };
  }
}

function namesOf({ keys }: SignInSecrets): string {
  return keys.map(({ jwk }) => jwk.kid).join();
}
