import type { Machine } from './config-folder.ts';
import { CREDENTIAL_NAMES, type Host } from './hosts.ts';
import { isRecord } from './is-record.ts';
import { editJson, newJson, removeFromJson } from './json.ts';
import { lostFlags } from './lost-flags.ts';
import { nextStep } from './next-step.ts';
import { ownCredentials } from './own-credentials.ts';
import { isOwnEntry } from './own-entry.ts';
import { entryIn, serversIn } from './read-entry.ts';
import { addressWarnings } from './remote-entry.ts';
import { rewriteFile } from './rewrite-file.ts';
import { type EntryOptions, serverEntry, serverName } from './server-entry.ts';
import { editToml, newToml, removeFromToml } from './toml.ts';

/** What the command prints. */
export interface InitOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** The content of a host's file that holds nothing but this server, and where it belongs. */
export function showEntry(
  host: Host,
  machine: Machine,
  file: string,
  options: EntryOptions = {},
): InitOutput {
  const format = host.format === 'toml' ? newToml : newJson;
  return {
    stdout: format(host, serverName(options), serverEntry(host, machine, options)),
    stderr: `This belongs into ${file}; --write puts it there.\n${nextStep(host, machine, options)}${warningsOn(options)}`,
  };
}

/**
 * Puts this server into a host's file.
 * @throws SnovioError `invalid_input` when the file is broken or cannot be read, edited or written; then it is unchanged
 */
export function writeEntry(
  host: Host,
  machine: Machine,
  path: string,
  options: EntryOptions = {},
): InitOutput {
  const edit = host.format === 'toml' ? editToml : editJson;
  const entry = serverEntry(host, machine, options);
  const name = serverName(options);
  let told = '';
  const { file, changed, backup } = rewriteFile(path, text => {
    const edited = edit(text, path, host, name, entry);
    const [before, after] = [text, edited].map(each => entryIn(each, host, name));
    const kept = ownCredentials(after ?? {}, entry);
    told = `${gone(lostFlags(before ?? {}, after ?? {}), options)}${stepAfter(host, machine, options, kept)}`;
    return edited;
  });
  if (!changed) return { stdout: `${file} has it already.\n`, stderr: warningsOn(options) };
  return {
    stdout: `${host.title}: written to ${file}.${copied(backup)}\n`,
    stderr: `${told}${warningsOn(options)}`,
  };
}

/** What is left to do where an entry was there: nobody puts in again what stands in it. */
function stepAfter(host: Host, machine: Machine, options: EntryOptions, kept: readonly string[]): string {
  if (options.sandbox || kept.length === 0) return nextStep(host, machine, options);
  const line = `Kept as it stands in the entry: ${kept.join(' and ')}.`;
  const isWhole = kept.length === (options.url ? 1 : CREDENTIAL_NAMES.length);
  return isWhole ? `${line} Restart ${host.title}.\n` : `${line}\n${nextStep(host, machine, options)}`;
}

function warningsOn({ url }: EntryOptions): string {
  return url ? addressWarnings(url) : '';
}

/**
 * Takes this server out of a host's file.
 * @throws SnovioError as {@link writeEntry}
 */
export function removeEntry(host: Host, _: Machine, path: string, options: EntryOptions = {}): InitOutput {
  const remove = host.format === 'toml' ? removeFromToml : removeFromJson;
  const name = serverName(options);
  let others: string[] = [];
  const { file, changed, backup } = rewriteFile(
    path,
    text => {
      const edited = remove(text, path, host, name);
      others = ownNames(edited, host);
      return edited;
    },
    true,
  );
  if (!changed)
    return {
      stdout: `There is no ${name} in ${file}; nothing was changed.\n`,
      stderr: others.map(other => `There is ${other}: --name ${other} takes that out.\n`).join(''),
    };
  return {
    stdout: `${host.title}: ${name} was taken out of ${file}.${copied(backup)}\n`,
    stderr: `Restart ${host.title}.\n`,
  };
}

/** The names under which a host starts this program. */
function ownNames(text: string, host: Host): string[] {
  return Object.entries(serversIn(text, host)).flatMap(([name, entry]) =>
    isRecord(entry) && isOwnEntry(name, entry) ? [name] : [],
  );
}

function gone(flags: readonly string[], { url }: EntryOptions): string {
  if (flags.length === 0) return '';
  return url
    ? `No longer in the entry: ${flags.join(' ')}. The server at that URL has settings of its own, which decide.\n`
    : `No longer in the entry, since it was not given this time: ${flags.join(' ')}. To keep it, repeat the command with it.\n`;
}

function copied(backup: string | undefined): string {
  return backup === undefined ? '' : ` What it was before is in ${backup}.`;
}
