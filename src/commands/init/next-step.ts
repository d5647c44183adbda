import { TOKEN_NAME } from '../../config/unknown-variables.ts';
import { isOtherAccount, variableFor } from './account-names.ts';
import type { Machine } from './config-folder.ts';
import { CREDENTIAL_NAMES, type Host } from './hosts.ts';
import { windowHint } from './how-to-set.ts';
import type { EntryOptions } from './server-entry.ts';

/** What the user has to do after the entry is written. */
export function nextStep(host: Host, machine: Machine, { sandbox = false, url, name }: EntryOptions): string {
  const { title, credentials, hasWindows } = host;
  if (sandbox) return `Restart ${title}; the sandbox needs no account.\n`;
  const variables = (url ? [TOKEN_NAME] : CREDENTIAL_NAMES).map(variable => variableFor(variable, name));
  const inEntry = url ? 'the token into "headers"' : 'the values into "env"';
  const hint = hasWindows
    ? `${windowHint(title, machine.platform, variables)} Or put ${inEntry} of the entry.\n`
    : '';
  if (!url) return localStep(host, name, hint);
  const readsVariable =
    host.remote === 'bearer_token_env_var' ||
    (typeof credentials === 'object' && !host.inputs && host.remote !== 'mcp-remote');
  const token = host.inputs
    ? `${title} asks for the token at the first start.`
    : readsVariable
      ? `Set ${variables.join()} to your token for that server, then restart ${title}.`
      : `Put your token for that server in place of the text, then restart ${title}.`;
  return `${token}\n${readsVariable ? hint : ''}`;
}

function localStep({ title, next, credentials }: Host, name: string | undefined, hint: string): string {
  if (isOtherAccount(name) && typeof credentials === 'string')
    return `Put this account's API User ID and API Secret in place of the two texts, then restart ${title}.\n`;
  const step = CREDENTIAL_NAMES.reduce(
    (text, variable) => text.replace(variable, variableFor(variable, name)),
    next,
  );
  // A host that hands on what the login shell has, has said so.
  return credentials === 'inherit' ? `${step}\n` : `${step}\n${hint}`;
}
