import { ConfigError } from '../../../config/settings.ts';
import { nearest } from '../../../text/nearest.ts';
import type { CsvFlow } from '../flows/flow.ts';
import type { Columns } from './columns.ts';

/** The columns in which steps tell how a row ended, and the words that stand there. */
const VERDICTS = ['ready', 'risky', 'drop'];
const MAILBOXES = ['valid', 'unknown', 'greylisted', 'not_valid'];
const STATUSES = [
  ...[
    'found',
    'not_found',
    'preview',
    'added',
    'updated',
    'unchanged',
    'skipped',
    'error',
    'not_run',
    'pending',
  ],
];

/** Where each kind of words stands. An address's status is told by `find_emails` beside it, and by `verify_emails` as the row's. */
const VERDICT = { words: VERDICTS, columns: ['snovio_verdict'], step: 'prepare_leads' };
const KINDS = [
  VERDICT,
  {
    words: MAILBOXES,
    columns: ['snovio_email_status', 'snovio_status'],
    step: 'verify_emails or find_emails',
  },
  { words: STATUSES, columns: ['snovio_status'], step: 'another step' },
];
const WORDS = KINDS.flatMap(({ words }) => words);

/**
 * Reads `--only ready,risky`.
 * @throws ConfigError when a word is none that the steps tell
 */
export function readOnly(flag: string | undefined): string[] {
  if (flag === undefined) return [];
  const words = flag
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const unknown = words.find(word => !WORDS.includes(word));
  if (words.length > 0 && unknown === undefined) return words;
  const meant = unknown && nearest(unknown, WORDS);
  throw new ConfigError(
    `--only: ${unknown ? `${JSON.stringify(unknown)} is no word that a step writes` : 'is empty'}.` +
      `${meant ? ` Did you mean ${meant}?` : ''} Words: ${WORDS.join(', ')}. Example: --only ready,risky`,
  );
}

/** @throws ConfigError when no step before has told what `--only` asks for */
export function checkOnly({ header, only }: Columns): void {
  for (const { words, columns, step } of KINDS) {
    const word = only.find(candidate => words.includes(candidate));
    if (word === undefined || columns.some(name => header.includes(name))) continue;
    throw new ConfigError(
      `--only ${word}: the file has no column ${columns.join(' or ')}. Take the output of ${step} as --csv.`,
    );
  }
}

/** Whether a row is among those that `--only` asks for: the last step that tells it counts. */
export function isSelected({ header, only }: Columns, record: readonly string[]): boolean {
  return only.length === 0 || KINDS.some(kind => only.includes(lastWord(kind, header, record) ?? ''));
}

/** Whether an earlier step has dropped the person, so that no step goes on with the address; `--only` may say otherwise. */
export function isDropped(
  { fields }: CsvFlow,
  { header, only, own }: Columns,
  record: readonly string[],
): boolean {
  if (only.length > 0 || fields.email === undefined) return false;
  const earlier = header.map((name, index) => (own.includes(index) ? '' : name));
  return lastWord(VERDICT, earlier, record) === 'drop';
}

function lastWord(
  { words, columns }: (typeof KINDS)[number],
  header: readonly string[],
  record: readonly string[],
): string | undefined {
  const told = header.flatMap((name, index) =>
    columns.includes(name) ? [(record[index] ?? '').trim()] : [],
  );
  return told.findLast(word => words.includes(word));
}
