import { readFileSync, type Stats, statSync } from 'node:fs';
import { type ParseError, parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import type { Machine } from '../../init/config-folder.ts';
import { HOSTS, type Host } from '../../init/hosts.ts';
import { isRecord } from '../../init/is-record.ts';
import { isOwnEntry } from '../../init/own-entry.ts';
import { MOST_BYTES } from '../../init/rewrite-file.ts';
import { type Place, placesOn } from './places.ts';

/** An entry for this server in a host's file. */
export interface HostEntry {
  readonly host: Host;
  readonly place: Place;
  /** The server's name there. */
  readonly name: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** A host's file that cannot be read, and so is of no use to the host either. */
export interface UnreadableFile {
  readonly host: Host;
  readonly file: string;
  /** A part of a sentence, without anything that stands in the file. */
  readonly problem: string;
}

/** Every entry for this server in the files of the hosts on this machine; files that are not there are left out. */
export function readEntries(machine: Machine): { entries: HostEntry[]; unreadable: UnreadableFile[] } {
  const contents = new Map<string, unknown>();
  const unreadable: UnreadableFile[] = [];
  const entries = placesOn(machine).flatMap((place): HostEntry[] => {
    const host = HOSTS[place.host];
    if (!host) return [];
    if (!contents.has(place.file)) {
      const read = readFile(place.file, host.format);
      contents.set(place.file, read?.content);
      if (read?.problem) unreadable.push({ host, file: place.file, problem: read.problem });
    }
    const servers = place.path.reduce<unknown>(
      (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
      contents.get(place.file),
    );
    return Object.entries(isRecord(servers) ? servers : {}).flatMap(([name, entry]) =>
      isRecord(entry) && isOwnEntry(name, entry) ? [{ host, place, name, entry }] : [],
    );
  });
  return { entries, unreadable };
}

/** @returns undefined where there is no such file */
function readFile(file: string, format: Host['format']): { content?: unknown; problem?: string } | undefined {
  try {
    const problem = problemOf(statSync(file));
    return problem === undefined
      ? contentOf(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''), format)
      : { problem };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    return { problem: `cannot be read (${code ?? 'for an unknown reason'})` };
  }
}

/** A link may lead to a device, which never ends. */
function problemOf(stats: Stats): string | undefined {
  if (!stats.isFile()) return stats.isDirectory() ? 'is a folder' : 'is no ordinary file';
  return stats.size > MOST_BYTES ? 'is too large to be looked into' : undefined;
}

function contentOf(text: string, format: Host['format']): { content?: unknown; problem?: string } {
  const problem = `is no ${format.toUpperCase()}`;
  try {
    if (format === 'toml') return { content: parseToml(text) };
    const errors: ParseError[] = [];
    const content: unknown = parseJsonc(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
    return errors.length > 0 ? { problem } : { content };
  } catch (error) {
    return { problem: error instanceof RangeError ? 'is nested too deeply' : problem };
  }
}
