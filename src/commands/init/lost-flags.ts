import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import type { Host } from './hosts.ts';
import { isRecord } from './is-record.ts';

/**
 * The flags that a server's entry had and has no more, with their values: a limit that silently goes costs money.
 * @param before the host's file, which can be parsed, and `after` it was edited
 */
export function lostFlags(before: string, after: string, host: Host, name: string): string[] {
  const [old, kept] = [before, after].map(text => flagsIn(text, host, name));
  return [...(old ?? [])].flatMap(([flag, words]) => (kept?.has(flag) ? [] : [words]));
}

/** Each flag of an entry, with the words that follow it. */
function flagsIn(text: string, { format, section }: Host, name: string): Map<string, string> {
  const content: unknown = format === 'toml' ? parseToml(text) : parseJsonc(text.replace(/^\uFEFF/, ''));
  const servers = isRecord(content) ? content[section] : undefined;
  const entry = isRecord(servers) ? servers[name] : undefined;
  const args = isRecord(entry) && Array.isArray(entry.args) ? entry.args.map(String) : [];
  const found = new Map<string, string>();
  for (const [index, word] of args.entries()) {
    const next = args[index + 1];
    const [flag = word] = word.split('=', 1);
    if (word.startsWith('--')) found.set(flag, next?.startsWith('-') === false ? `${word} ${next}` : word);
  }
  return found;
}
