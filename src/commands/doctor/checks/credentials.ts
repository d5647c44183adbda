import type { Config } from '../../../config/settings.ts';
import { hasCode } from '../../../errors.ts';
import { understand } from '../../../snovio/transport/answer.ts';
import { failByCode } from '../fail-by-code.ts';
import { type Finding, fail, failFrom, ok } from '../finding.ts';
import { requestToken, type TokenResponse } from '../token-request.ts';

const WHERE = 'Snov.io shows them under account settings, API.';
/** A variable that the host did not expand, the text that `init` prints, or blanks. */
const PLACEHOLDER = /^\$|\$\{|^your |\s/i;

/**
 * Checks that credentials are configured, without any request.
 * @returns no finding when they look right, or none are needed
 */
export function checkCredentialsGiven({ clientId, clientSecret, sandbox }: Config): Finding[] {
  if (sandbox) return [];
  if (!clientId || !clientSecret) {
    const remedy = `Set SNOVIO_CLIENT_ID (API User ID) and SNOVIO_CLIENT_SECRET (API Secret). ${WHERE} Without an account: --sandbox.`;
    return [fail('credentials', 'None are configured.', remedy)];
  }
  const placeholders = Object.entries({ SNOVIO_CLIENT_ID: clientId, SNOVIO_CLIENT_SECRET: clientSecret })
    .filter(([, value]) => PLACEHOLDER.test(value))
    .map(([name]) => name);
  if (placeholders.length === 0) return [];
  const remedy = `The host passed a placeholder on, or blanks were copied along. Set the variables where the host can see them. ${WHERE}`;
  return [fail('credentials', `${placeholders.join(' and ')}: this is not a value of Snov.io's.`, remedy)];
}

/**
 * Checks that Snov.io accepts the credentials.
 * @param response the answer to a request for a token with these credentials
 */
export async function checkCredentialsAccepted(config: Config, response: TokenResponse): Promise<Finding> {
  if ('networkError' in response) return fail('credentials', 'They could not be tried.', 'See above.');
  try {
    understand({ ...response, retryAfter: undefined }, [config.clientSecret, config.clientId]);
    return ok('credentials', 'accepted');
  } catch (error) {
    if (hasCode(error, 'unauthorized', 'refused') && (await areExchanged(config))) {
      const remedy = 'Exchange SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET.';
      return fail('credentials', 'API User ID and API Secret are exchanged.', remedy);
    }
    return failByCode(error) ?? failFrom('credentials', error, `Copy both anew. ${WHERE}`);
  }
}

async function areExchanged(config: Config): Promise<boolean> {
  const { clientId = '', clientSecret = '' } = config;
  const response = await requestToken(config, clientSecret, clientId);
  return 'status' in response && response.status >= 200 && response.status < 300;
}
