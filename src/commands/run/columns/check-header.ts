import { ConfigError } from '../../../config/settings.ts';
import { isTelling, type Sample } from './contents.ts';
import { quotedHeading } from './quoted-headings.ts';

/** Refuses a file without headings: its first row would be lost. @throws ConfigError */
export function checkHeader({ header }: Sample): void {
  const cell = header.find(isTelling);
  if (cell === undefined) return;
  throw new ConfigError(
    `--csv: the first row is data and no row of headings: ${quotedHeading(cell)} stands there. ` +
      'Put a row such as "First name", "Last name", "E-mail" above it, or say --no-header.',
  );
}
