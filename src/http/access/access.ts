import { createHash } from 'node:crypto';
import { type Stats, statSync } from 'node:fs';
import { AccessFileError } from '../../config/access/access-file.ts';
import { readAccessFile } from '../../config/access/read-access-file.ts';
import type { Config } from '../../config/settings.ts';
import type { Log } from '../../log.ts';
import { AccessRules } from './access-rules.ts';

/** How often it is looked whether the file has changed, in milliseconds. */
const LOOK_EVERY_MS = 2000;

/** The access file as it stands: read again when it changes, so that a token can be withdrawn without a restart. */
export interface Access {
  readonly rules: AccessRules;
  close(): void;
}

/**
 * Opens the access file of a configuration; undefined if there is none. A change that cannot be read is logged, and what was
 * read before goes on holding.
 * @throws AccessFileError
 */
export function openAccess(
  config: Pick<Config, 'accessFile' | 'httpTokens' | 'oauthIssuer'>,
  log: Pick<Log, 'error' | 'info'>,
  everyMs = LOOK_EVERY_MS,
): Access | undefined {
  const { accessFile: path, httpTokens, oauthIssuer } = config;
  if (path === undefined) return undefined;
  const unlimited = httpTokens.map(token => createHash('sha256').update(token).digest('hex'));
  const read = () => new AccessRules(readAccessFile(path, { unlimited, signIn: oauthIssuer !== undefined }));
  // Looked at before it is read: what changes in between is read again.
  let seen = versionOf(path);
  let rules = read();
  const look = () => {
    const now = versionOf(path);
    if (now === seen) return;
    seen = now;
    try {
      rules = read();
      log.info('the access file was read again');
    } catch (error) {
      if (!(error instanceof AccessFileError)) throw error;
      log.error(`${error.message} What was read before holds. ${error.problems.join(' ')}`);
    }
  };
  const timer = setInterval(look, everyMs).unref();
  return {
    get rules() {
      return rules;
    },
    close: () => clearInterval(timer),
  };
}

/** Tells versions of a file apart; a file that is gone is a version too. */
function versionOf(path: string): string {
  const stats: Stats | undefined = statSync(path, { throwIfNoEntry: false });
  return stats ? [stats.dev, stats.ino, stats.size, stats.mtimeMs].join(' ') : 'none';
}
