import { AccessFileError } from '../../config/access/access-file.ts';
import { accessContextOf, readAccessFile } from '../../config/access/read-access-file.ts';
import type { Config } from '../../config/settings.ts';
import type { Log } from '../../log.ts';
import { watchFile } from '../watch-file.ts';
import { AccessRules } from './access-rules.ts';

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
  config: Pick<Config, 'accessFile' | 'httpTokens' | 'metricsToken' | 'oauthIssuer' | 'signInFile'>,
  log: Pick<Log, 'error' | 'info'>,
  everyMs?: number,
): Access | undefined {
  const { accessFile: path } = config;
  if (path === undefined) return undefined;
  const context = accessContextOf(config);
  const read = () => new AccessRules(readAccessFile(path, context));
  const reread = () => {
    try {
      rules = read();
      log.info('the access file was read again');
    } catch (error) {
      const { message, problems } =
        error instanceof AccessFileError ? error : { message: String(error), problems: [] };
      log.error(`${message} What was read before holds. ${problems.join('; ')}`.trimEnd());
    }
  };
  // Watched before it is read: what changes in between is read again.
  const close = watchFile(path, reread, everyMs);
  let rules: AccessRules;
  try {
    rules = read();
  } catch (error) {
    close();
    throw error;
  }
  return {
    get rules() {
      return rules;
    },
    close,
  };
}
