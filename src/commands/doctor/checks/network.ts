import type { Config } from '../../../config/settings.ts';
import { PAGE } from '../../../snovio/transport/answer.ts';
import { proxyFor } from '../../../snovio/transport/proxy.ts';
import { type Finding, fail, ok } from '../finding.ts';
import type { TokenResponse } from '../token-request.ts';

const CERTIFICATE_ERROR = /CERT|SSL|TLS|UNABLE_TO_/;

/** Checks that Snov.io can be reached and that nobody else answers in its place. */
export function checkNetwork(config: Config, response: TokenResponse): Finding {
  const { host } = new URL(config.apiUrl);
  const proxied = proxyFor(config.apiUrl, config.proxy) !== undefined;
  const target = `${host}${proxied ? ' through the proxy' : ''}`;
  if ('networkError' in response) {
    const { networkError } = response;
    const direct = CERTIFICATE_ERROR.test(networkError) ? CERTIFICATE_REMEDY : NETWORK_REMEDY;
    const text = `${target} cannot be reached (${networkError}).`;
    return fail('reach', text, proxied ? PROXY_REMEDY : direct);
  }
  const { status, text } = response;
  if (status === 407) return fail('reach', 'The proxy wants to know who asks (HTTP 407).', PROXY_REMEDY);
  if (status >= 500)
    return { ...fail('reach', `${target} answers HTTP ${status}.`, OUTAGE_REMEDY), httpStatus: status };
  const isSnovio = status !== 404 && !PAGE.test(text);
  if (isSnovio) return ok('reach', target);
  const stranger = `${target} does not answer like Snov.io (HTTP ${status}).`;
  return fail('reach', stranger, proxied ? PROXY_REMEDY : STRANGER_REMEDY);
}

const PROXY_REMEDY =
  'Check HTTPS_PROXY and NO_PROXY (also in the MCP host, which may start the server with other variables), or let the proxy pass api.snov.io.';
const CERTIFICATE_REMEDY =
  'Something between here and Snov.io answers with a certificate of its own. Set NODE_USE_SYSTEM_CA=1 or name its issuer in NODE_EXTRA_CA_CERTS, or set HTTPS_PROXY where a proxy is to be used.';
const NETWORK_REMEDY = 'Check the network and SNOVIO_API_URL; where a proxy leads out, set HTTPS_PROXY.';
const STRANGER_REMEDY = 'Check SNOVIO_API_URL; a login page or a filter of the network may answer instead.';
const OUTAGE_REMEDY =
  'Snov.io is down or overloaded. Wait some minutes; nothing is lost and nothing is paid twice.';
