import { parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import type { Host } from './hosts.ts';
import { isRecord } from './is-record.ts';

type Servers = Readonly<Record<string, unknown>>;

/** What stands in a host's section for servers. @param text the host's file, which can be parsed */
export function serversIn(text: string, { format, section }: Host): Servers {
  const content: unknown = format === 'toml' ? parseToml(text) : parseJsonc(text.replace(/^\uFEFF/, ''));
  const servers = isRecord(content) ? content[section] : undefined;
  return isRecord(servers) ? servers : {};
}

/** A server's entry in a host's file; one without keys where there is none. */
export function entryIn(text: string, host: Host, name: string): Readonly<Record<string, unknown>> {
  const entry = serversIn(text, host)[name];
  return isRecord(entry) ? entry : {};
}
