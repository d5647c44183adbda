import { statSync } from 'node:fs';
import { AccessFileError } from '../../config/access/access-file.ts';
import { accessContextOf, readAccessFile } from '../../config/access/read-access-file.ts';
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
  config: Pick<Config, 'accessFile' | 'httpTokens' | 'metricsToken' | 'oauthIssuer'>,
  log: Pick<Log, 'error' | 'info'>,
  everyMs = LOOK_EVERY_MS,
): Access | undefined {
  const { accessFile: path } = config;
  if (path === undefined) return undefined;
  const context = accessContextOf(config);
  const read = () => new AccessRules(readAccessFile(path, context));
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
      const { message, problems } =
        error instanceof AccessFileError ? error : { message: String(error), problems: [] };
      log.error(`${message} What was read before holds. ${problems.join(' ')}`.trimEnd());
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

/** Tells versions of a file apart; a file that is gone, or cannot be reached, is a version too. */
function versionOf(path: string): string {
  try {
    const { dev, ino, size, mtimeMs } = statSync(path);
    return [dev, ino, size, mtimeMs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
