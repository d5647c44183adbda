import type { Context, Policy } from '../../src/tool.ts';
import { isAgreed, notAgreed, placed } from '../shared/consent.ts';

/**
 * Lets Snov.io send people's data to an endpoint only if the configuration trusts its host, or the user agreed.
 * @param event such as `campaign_email sent`
 * @throws SnovioError `invalid_input`
 */
export function allowData(url: URL, event: string, confirm: boolean | undefined, context: Context): void {
  const actions = [`data to ${url.href}`];
  if (isTrusted(url, context.policy) || isAgreed(actions, confirm, context)) return;
  const names = [placed('host', url.host), { what: 'event', name: event }];
  const question = {
    about: 'data',
    actions,
    names,
    text: "let Snov.io send people's data to this host, each time this happens?",
    label: 'Send the data to this host?',
    code: 'invalid_input',
    refusal:
      "confirm: people's data would be sent to a host that is not in SNOVIO_WEBHOOK_HOSTS. Ask the user whether it is theirs, then repeat with confirm: true.",
  } as const;
  throw notAgreed(question, context);
}

/** A host that is configured without a port means port 443. */
function isTrusted(url: URL, { webhookHosts }: Policy): boolean {
  return webhookHosts.some(host => URL.parse(`https://${host.trim()}`)?.host === url.host);
}
