import type { Machine } from './config-folder.ts';
import type { Host } from './hosts.ts';
import { editJson, newJson, removeFromJson } from './json.ts';
import { lostFlags } from './lost-flags.ts';
import { nextStep } from './next-step.ts';
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
    stderr: `This belongs into ${file}; --write puts it there.\n${nextStep(host, machine, options)}`,
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
  let lost: string[] = [];
  const { file, changed, backup } = rewriteFile(path, text => {
    const edited = edit(text, path, host, name, entry);
    lost = lostFlags(text, edited, host, name);
    return edited;
  });
  if (!changed) return { stdout: `${file} has it already.\n`, stderr: '' };
  return {
    stdout: `${host.title}: written to ${file}.${kept(backup)}\n`,
    stderr: `${gone(lost)}${nextStep(host, machine, options)}`,
  };
}

/**
 * Takes this server out of a host's file.
 * @throws SnovioError as {@link writeEntry}
 */
export function removeEntry(host: Host, _: Machine, path: string, options: EntryOptions = {}): InitOutput {
  const remove = host.format === 'toml' ? removeFromToml : removeFromJson;
  const name = serverName(options);
  const { file, changed, backup } = rewriteFile(path, text => remove(text, path, host, name), true);
  if (!changed) return { stdout: `There is no ${name} in ${file}; nothing was changed.\n`, stderr: '' };
  return {
    stdout: `${host.title}: ${name} was taken out of ${file}.${kept(backup)}\n`,
    stderr: `Restart ${host.title}.\n`,
  };
}

function gone(flags: readonly string[]): string {
  return flags.length === 0
    ? ''
    : `No longer in the entry, since it was not given this time: ${flags.join(' ')}. To keep it, repeat the command with it.\n`;
}

function kept(backup: string | undefined): string {
  return backup === undefined ? '' : ` What it was before is in ${backup}.`;
}
