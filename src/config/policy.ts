import type { Policy } from '../tool.ts';
import type { Config } from './settings.ts';

/** What the user allows tools to do to other people: the only part of the configuration that a running tool sees. */
export function policyOf({ allowSending, webhookHosts }: Config): Policy {
  return { allowSending, webhookHosts };
}
