import { element } from '../../shared/elements.ts';
import type { SortKey } from '../lead-list.ts';
import { companyOf, type Row, titleOf, type Verdict } from '../row.ts';
import type { Speech } from '../texts/texts.ts';

export interface RowParts {
  readonly row: Row;
  readonly columns: readonly SortKey[];
  readonly speech: Speech;
  readonly onSelect: (isSelected: boolean, isRange: boolean) => void;
  readonly onOpen: () => void;
}

/** Somebody as a row of the table. All rows are equally tall, whatever stands in them. */
export function rowElement({ row, columns, speech, onSelect, onOpen }: RowParts): HTMLTableRowElement {
  const name = titleOf(row);
  const box = element('input', { type: 'checkbox', 'aria-label': speech.texts.select(name) });
  // A click knows of the shift key; the space bar clicks too.
  box.addEventListener('click', ({ shiftKey }) => onSelect(box.checked, shiftKey));
  const cells = columns.map(column => {
    const cell = column === 'person' ? personCell(row, columns, onOpen) : CELLS[column](row, speech, columns);
    cell.classList.add(column);
    return cell;
  });
  const tr = element('tr', {}, element('td', { class: 'select' }, box), ...cells);
  tr.addEventListener('click', event => {
    if (!(event.target as Element).closest('button, input') && !getSelection()?.toString()) onOpen();
  });
  return tr;
}

function personCell(row: Row, columns: readonly SortKey[], onOpen: () => void): HTMLTableCellElement {
  const attributes = { type: 'button', class: 'opener', 'aria-expanded': 'false' };
  const button = element('button', attributes, bdi(titleOf(row)));
  button.addEventListener('click', onOpen);
  const { name, position, addresses } = row;
  // What has no column of its own.
  const email = name !== undefined && !columns.includes('address') ? addresses[0]?.email : undefined;
  const company = name !== undefined && !columns.includes('company') ? companyOf(row) : undefined;
  return element('th', { scope: 'row' }, button, line(email ?? company ?? position, 'second'));
}

const CELLS: Readonly<
  Record<
    Exclude<SortKey, 'person'>,
    (row: Row, speech: Speech, columns: readonly SortKey[]) => HTMLTableCellElement
  >
> = {
  company: ({ company, domain, position, addresses }, _, columns) => {
    // Below the person stands the address instead of the position, where that has no column of its own.
    const hasPosition = addresses.length > 0 && !columns.includes('address');
    const second = hasPosition ? position : company && domain;
    return element('td', {}, line(company ?? domain, 'first'), line(second, 'second'));
  },
  address: ({ addresses: [address, ...others] }, { texts, number }) =>
    element(
      'td',
      {},
      line(address?.email, 'first'),
      others.length > 0 ? line(texts.moreAddresses(number(others.length)), 'second') : undefined,
    ),
  verdict: ({ verdict, reason, cost = 0 }, speech, columns) => {
    const price =
      cost > 0 && !columns.includes('cost') ? speech.texts.credits(cost, speech.number(cost)) : '';
    const words = [reason && speech.reason(reason), price].filter(Boolean).join(' · ');
    return element('td', {}, chip(verdict, speech), line(words, 'second'));
  },
  lists: ({ lists }) => element('td', {}, line(lists.join(', '), 'first')),
  cost: ({ cost }, { number }) => element('td', { class: 'number' }, cost === undefined ? '' : number(cost)),
};

/** A verdict as a word in its colour. */
export function chip(verdict: Verdict, { texts }: Speech): HTMLElement {
  return element('span', { class: `chip ${verdict}` }, texts.verdicts[verdict]);
}

/** A text of somebody else's: its direction turns nothing around it. */
export function bdi(text: string): HTMLElement {
  return element('bdi', {}, text);
}

function line(text: string | undefined, kind: string): HTMLElement {
  return element('div', { class: `line ${kind}` }, text ? bdi(text) : '');
}
