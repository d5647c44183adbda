import { placeholders } from '../../../config/credentials.ts';
import type { Config } from '../../../config/settings.ts';
import { hasVault } from '../../../config/sign-in/problems.ts';
import { hasCode } from '../../../errors.ts';
import { understand } from '../../../snovio/transport/answer.ts';
import { CREDENTIALS_PAGE } from '../credentials-page.ts';
import { failByCode } from '../fail-by-code.ts';
import { type Finding, fail, failFrom, ok } from '../finding.ts';
import { requestToken, type TokenResponse } from '../token-request.ts';

/**
 * Checks that credentials are configured, without any request.
 * @returns no finding when they are there, none are needed, or one alone is, which the configuration's check has told
 */
export function checkCredentialsGiven(config: Partial<Config>): Finding[] {
  const { clientId, clientSecret, sandbox } = config;
  if (sandbox) return [];
  if (isWithoutAccount(config)) {
    const others = hasVault(config)
      ? 'people connect their own'
      : 'requests bring theirs, or the access file names it';
    return [ok('credentials', `none of the server: ${others}`)];
  }
  const unfilled = placeholders({ clientId, clientSecret });
  if (unfilled.length > 0) {
    const remedy = `Set them to their bare values, where the host can see them. ${CREDENTIALS_PAGE}`;
    return unfilled.map(line => fail('credentials', `${line}.`, remedy));
  }
  if (clientId || clientSecret) return [];
  const remedy = `Set SNOVIO_CLIENT_ID (API User ID) and SNOVIO_CLIENT_SECRET (API Secret). ${CREDENTIALS_PAGE} Without an account: --sandbox.`;
  return [fail('credentials', 'None are configured.', remedy)];
}

/** Whether this is a server for many that has no account of its own, and needs none. */
export function isWithoutAccount(config: Partial<Config>): boolean {
  const { clientId, clientSecret, sandbox, httpTokens = [], accessFile, signInFile, oauthIssuer } = config;
  const isForMany = httpTokens.length > 0 || (accessFile ?? signInFile ?? oauthIssuer) !== undefined;
  return !(sandbox || clientId || clientSecret) && (isForMany || hasVault(config));
}

/**
 * Checks that Snov.io accepts the credentials.
 * @param response the answer to a request for a token with these credentials
 * @param suffix what the names of their two variables end with
 */
export async function checkCredentialsAccepted(
  config: Config,
  response: TokenResponse,
  suffix = '',
): Promise<Finding> {
  if ('networkError' in response) return fail('credentials', 'They could not be tried.', 'See above.');
  try {
    understand({ ...response, retryAfter: undefined }, [config.clientSecret, config.clientId]);
    return ok('credentials', 'accepted');
  } catch (error) {
    if (hasCode(error, 'unauthorized', 'refused') && (await areExchanged(config))) {
      const remedy = `Exchange SNOVIO_CLIENT_ID${suffix} and SNOVIO_CLIENT_SECRET${suffix}.`;
      return fail('credentials', 'API User ID and API Secret are exchanged.', remedy);
    }
    const same = config.clientId === config.clientSecret ? 'Both variables hold the same value. ' : '';
    return failByCode(error) ?? failFrom('credentials', error, `${same}Copy both anew. ${CREDENTIALS_PAGE}`);
  }
}

async function areExchanged(config: Config): Promise<boolean> {
  const { clientId = '', clientSecret = '' } = config;
  const response = await requestToken(config, clientSecret, clientId);
  return 'status' in response && response.status >= 200 && response.status < 300;
}
