import { fieldOf, withoutFormula } from '../../../text/csv.ts';
import { element } from '../../shared/elements.ts';
import { button } from '../button.ts';
import type { Row } from '../row.ts';
import type { Speech } from '../texts/texts.ts';

/** Rows as CSV with a line of headings, safe to open in a spreadsheet. */
export function csvOf(rows: readonly Row[], { texts, reason }: Speech): string {
  const { facts, columns } = texts;
  const headings = [
    ...[columns.person, facts.position, facts.company, facts.domain, facts.locality, facts.address],
    ...[columns.verdict, facts.reason, facts.lists, facts.campaigns, facts.linkedIn, facts.cost],
  ];
  const lines = rows.map(row => [
    ...[row.name, row.position, row.company, row.domain, row.locality, row.addresses[0]?.email],
    ...[texts.verdicts[row.verdict], row.reason && reason(row.reason), row.lists.join('; ')],
    ...[row.campaigns.join('; '), row.linkedIn, row.cost?.toString()],
  ]);
  return [headings, ...lines]
    .map(cells => cells.map(cell => fieldOf(withoutFormula(cell ?? ''), ',')).join(','))
    .join('\r\n');
}

/** Whether the host lets a card copy: many do not. */
export async function copies(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A text for the user to copy, marked already. */
export function copyPanel(text: string, { texts }: Speech, onClose: () => void): HTMLElement {
  const area = element('textarea', { readonly: true, rows: 6, 'aria-label': texts.csv });
  area.value = text;
  const panel = element(
    'section',
    { class: 'panel' },
    element('p', { role: 'status' }, texts.copyYourself),
    area,
    element('div', { class: 'actions' }, button(texts.close, onClose)),
  );
  panel.addEventListener('keydown', ({ key }) => key === 'Escape' && onClose());
  queueMicrotask(() => area.select());
  return panel;
}
