import { element } from '../../shared/elements.ts';
import type { LeadList, SortKey } from '../lead-list.ts';
import type { Row } from '../row.ts';
import type { Speech } from '../texts/texts.ts';
import { columnsOf, widthsOf } from './columns.ts';
import { rowElement } from './row-element.ts';

/** Rows that are drawn above and below those in sight. */
const BEYOND = 6;
/** The height of a row until one is drawn, in pixels. */
const ROW_HEIGHT = 48;

export interface TableParts {
  readonly list: LeadList;
  readonly speech: Speech;
  readonly details: (row: Row) => HTMLElement;
  /** Called when the user has sorted, or selected somebody. */
  readonly onChange: () => void;
}

/** The table of people. Of a long one only the rows in sight are drawn, and a few beyond them. */
export class LeadTable {
  readonly element: HTMLElement;
  readonly #parts: TableParts;
  /** As tall as all rows together. */
  readonly #room = element('div');
  readonly #widths = element('colgroup');
  readonly #all = element('input', { type: 'checkbox' });
  readonly #head = element('tr');
  readonly #body = element('tbody');
  readonly #table: HTMLTableElement;
  #columns: readonly SortKey[] = [];
  #drawn = new Map<string, { readonly row: Row; readonly tr: HTMLTableRowElement }>();
  #openKey: string | undefined;
  #details: HTMLTableRowElement | undefined;
  #rowHeight = ROW_HEIGHT;

  constructor(parts: TableParts) {
    const { texts } = parts.speech;
    this.#parts = parts;
    this.#all.setAttribute('aria-label', texts.selectAll);
    this.#all.addEventListener('click', () => {
      parts.list.selectShown(this.#all.checked);
      parts.onChange();
    });
    const head = element('thead', {}, this.#head);
    this.#table = element('table', { 'aria-label': texts.table }, this.#widths, head, this.#body);
    this.#room.append(this.#table);
    this.element = element('div', { class: 'scroll' }, this.#room);
    this.element.addEventListener('scroll', () => this.#draw());
    this.#body.addEventListener('keydown', event => this.#onKey(event));
    new ResizeObserver(() => this.#measure()).observe(this.element);
  }

  /** Shows the list as it is now. */
  refresh(): void {
    const { list } = this.#parts;
    this.#fit();
    for (const th of this.#head.querySelectorAll<HTMLElement>('[data-key]')) {
      const { key, isDescending } = list.sort ?? {};
      if (th.dataset.key === key) th.ariaSort = isDescending ? 'descending' : 'ascending';
      else th.removeAttribute('aria-sort');
    }
    const selected = list.shown.filter(row => list.isSelected(row)).length;
    this.#all.checked = selected > 0 && selected === list.shown.length;
    this.#all.indeterminate = selected > 0 && selected < list.shown.length;
    this.#all.disabled = list.shown.length === 0;
    this.#table.ariaRowCount = String(list.shown.length + 1);
    this.#draw();
  }

  /** Draws the details of whoever is open anew. */
  refreshDetails(): void {
    this.#details?.remove();
    this.#details = undefined;
    this.#draw();
  }

  /** Gives the columns that there is room for their widths. */
  #fit(): void {
    const width = this.#room.clientWidth;
    const columns = columnsOf(this.#parts.list.rows, width);
    if (columns.join() !== this.#columns.join()) this.#setColumns(columns);
    for (const [i, px] of widthsOf(columns, width).entries()) {
      const column = this.#widths.children[i] as HTMLElement | undefined;
      if (column) column.style.width = `${px}px`;
    }
  }

  #setColumns(columns: readonly SortKey[]): void {
    const { texts } = this.#parts.speech;
    this.#columns = columns;
    this.#drawn.clear();
    this.#details = undefined;
    const headings = columns.map(key => {
      const button = element('button', { type: 'button' }, texts.columns[key]);
      button.addEventListener('click', () => {
        this.#parts.list.sortBy(key);
        this.element.scrollTop = 0;
        this.#parts.onChange();
      });
      return element('th', { scope: 'col', class: key, 'data-key': key }, button);
    });
    this.#widths.replaceChildren(element('col'), ...columns.map(() => element('col')));
    this.#head.replaceChildren(element('td', { class: 'select' }, this.#all), ...headings);
    this.#body.replaceChildren();
  }

  /** The rows in sight, by their places in the list. */
  #window(): [from: number, to: number] {
    const { shown } = this.#parts.list;
    const { scrollTop, clientHeight } = this.element;
    const [height, openAt, details] = [this.#rowHeight, this.#openAt(), this.#detailsHeight()];
    const above = openAt >= 0 ? Math.max(0, scrollTop - (openAt + 1) * height) : 0;
    const first = Math.floor((scrollTop - Math.min(above, details)) / height);
    const count = Math.ceil((clientHeight || shown.length * height) / height);
    return [Math.max(0, first - BEYOND), Math.min(shown.length, first + count + BEYOND)];
  }

  #openAt(): number {
    return this.#openKey === undefined
      ? -1
      : this.#parts.list.shown.findIndex(({ key }) => key === this.#openKey);
  }

  #detailsHeight(): number {
    return this.#details?.isConnected ? this.#details.offsetHeight : 0;
  }

  #draw(): void {
    const { shown } = this.#parts.list;
    const [openAt, details] = [this.#openAt(), this.#detailsHeight()];
    const [from, to] = this.#window();
    const rows = shown.slice(from, to).flatMap((row, i) => this.#elementsOf(row, from + i));
    const above = from * this.#rowHeight + (openAt >= 0 && openAt < from ? details : 0);
    const below = (shown.length - to) * this.#rowHeight + (openAt >= to ? details : 0);
    this.#room.style.paddingBlock = `${above}px ${below}px`;
    replaceRows(this.#body, rows, this.element);
    this.#drawn = new Map([...this.#drawn].filter(([, { tr }]) => tr.isConnected));
  }

  #elementsOf(row: Row, index: number): HTMLTableRowElement[] {
    const { list } = this.#parts;
    const tr = this.#rowOf(row);
    const isOpen = row.key === this.#openKey;
    tr.ariaRowIndex = String(index + 2);
    tr.classList.toggle('selected', list.isSelected(row));
    const [box, name] = [tr.querySelector('input'), tr.querySelector('.opener')];
    if (box) box.checked = list.isSelected(row);
    if (name) name.ariaExpanded = String(isOpen);
    return isOpen ? [tr, this.#detailsOf(row)] : [tr];
  }

  #rowOf(row: Row): HTMLTableRowElement {
    const drawn = this.#drawn.get(row.key);
    if (drawn?.row === row) return drawn.tr;
    const { list, speech, onChange } = this.#parts;
    const tr = rowElement({
      row,
      columns: this.#columns,
      speech,
      onSelect: (isSelected, isRange) => {
        list.select(row, isSelected, isRange);
        onChange();
      },
      onOpen: () => this.#toggle(row),
    });
    tr.dataset.key = row.key;
    if (row.key === this.#openKey) this.#details = undefined;
    this.#drawn.set(row.key, { row, tr });
    return tr;
  }

  #toggle({ key }: Row): void {
    this.#openKey = this.#openKey === key ? undefined : key;
    this.refreshDetails();
  }

  #detailsOf(row: Row): HTMLTableRowElement {
    const colspan = this.#columns.length + 1;
    this.#details ??= element(
      'tr',
      { class: 'details' },
      element('td', { colspan }, this.#parts.details(row)),
    );
    return this.#details;
  }

  /** Columns fit the width, and rows grow with the user's font. */
  #measure(): void {
    if (this.element.hidden) return;
    this.refresh();
    const height = this.#body.querySelector('tr')?.getBoundingClientRect().height;
    if (height) this.#rowHeight = height;
    this.#draw();
  }

  /** Arrows go from one box to the next, with shift selecting on the way. */
  #onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const tr = (event.target as Element).closest('tr');
    if (step === 0 || !tr?.dataset.key) return;
    const { list, onChange } = this.#parts;
    const from = list.shown.findIndex(({ key }) => key === tr.dataset.key);
    const row = list.shown[from + step];
    if (!row) return;
    event.preventDefault();
    const part = (event.target as Element).matches('input') ? 'input' : '.opener';
    if (event.shiftKey && part === 'input') {
      if (!list.isSelected(list.shown[from] as Row)) list.select(list.shown[from] as Row, true, false);
      list.select(row, true, false);
      onChange();
    }
    this.#scrollTo(from + step);
    this.#body.querySelector<HTMLElement>(`tr[data-key="${CSS.escape(row.key)}"] ${part}`)?.focus();
  }

  #scrollTo(index: number): void {
    const [height, head] = [this.#rowHeight, this.#head.offsetHeight];
    const { scrollTop, clientHeight } = this.element;
    const before = this.#openAt() >= 0 && this.#openAt() < index ? this.#detailsHeight() : 0;
    const top = index * height + before;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + height + head > scrollTop + clientHeight)
      this.element.scrollTop = top + height + head - clientHeight;
    this.#draw();
  }
}

/** Puts these rows into the body, and leaves those alone that are there. Focus that would get lost goes to `fallback`. */
function replaceRows(body: HTMLElement, rows: readonly HTMLTableRowElement[], fallback: HTMLElement): void {
  const wanted = new Set<Element>(rows);
  const focused = document.activeElement?.closest('tr');
  if (focused && body.contains(focused) && !wanted.has(focused)) {
    fallback.tabIndex = -1;
    fallback.focus({ preventScroll: true });
  }
  for (const child of [...body.children]) if (!wanted.has(child)) child.remove();
  let next = body.firstElementChild;
  for (const row of rows) {
    if (row === next) next = next.nextElementSibling;
    else body.insertBefore(row, next);
  }
}
