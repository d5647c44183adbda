import { TERM_KINDS, type Term, type TermKind, VOCABULARY } from '../../text/vocabulary.ts';
import type { Field } from './fields.ts';

/** A word of answers, what it means, and what to do about it. */
function lineOf({ term, meaning, next }: Term): string {
  return `- \`${term}\`: ${meaning}.${next ? ` What to do: ${next}.` : ''}`;
}

/** All words of answers, by kind, as Markdown. */
export function allWords(): string {
  const kinds = Object.keys(TERM_KINDS) as TermKind[];
  const sections = kinds.map(kind => {
    const lines = VOCABULARY.filter(term => term.kind === kind).map(lineOf);
    return [`### ${TERM_KINDS[kind]}`, '', ...lines].join('\n');
  });
  return sections.join('\n\n');
}

/** The field that says that words of a kind can stand in an answer. */
const FIELD_OF: Readonly<Partial<Record<TermKind, string>>> = {
  recipient: 'recipientStatus',
  lead: 'drop',
  credits: 'credits',
};

/** The words that an answer with these fields can hold, as lines of Markdown. */
export function wordsOf(fields: readonly Field[]): string[] {
  const names = new Set(fields.map(({ path }) => path.at(-1) ?? ''));
  const values = new Set(fields.flatMap(field => field.values));
  const mayStand = ({ term, kind }: Term): boolean => {
    if (kind === 'status' || kind === 'saved') return values.has(term);
    if (kind === 'pending' || kind === 'not_run' || kind === 'error')
      return names.has('reason') && values.has(kind);
    if (kind === 'mailbox') return names.has(term) || (names.has('reason') && values.has('unknown'));
    return names.has(FIELD_OF[kind] ?? term);
  };
  return VOCABULARY.filter(mayStand).map(lineOf);
}
