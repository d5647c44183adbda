import { rank } from './answers/answer.ts';
import { companyOf, type Row, titleOf, type Verdict } from './row.ts';

/** What a table can be sorted by. */
export type SortKey = 'person' | 'company' | 'address' | 'verdict' | 'lists' | 'cost';

export interface Filter {
  readonly text: string;
  readonly verdict?: Verdict | undefined;
  readonly company?: string | undefined;
  readonly isKnown?: boolean | undefined;
}

const NO_FILTER: Filter = { text: '' };

/** The people of the card: who of them is shown, in which order, and who is selected. Knows no page. */
export class LeadList {
  #rows: readonly Row[] = [];
  #shown: readonly Row[] | undefined;
  #filter = NO_FILTER;
  #sort: { readonly key: SortKey; readonly isDescending: boolean } | undefined;
  readonly #selected = new Set<string>();
  /** The row from which a range goes. */
  #anchor: string | undefined;
  #collator = new Intl.Collator();

  set locale(locale: string) {
    this.#collator = new Intl.Collator(locale, { numeric: true });
    this.#shown = undefined;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** Puts others in their place; who stays, stays selected. */
  set rows(rows: readonly Row[]) {
    this.#rows = rows;
    this.#shown = undefined;
    const keys = new Set(rows.map(({ key }) => key));
    for (const key of this.#selected) if (!keys.has(key)) this.#selected.delete(key);
  }

  get filter(): Filter {
    return this.#filter;
  }

  set filter(filter: Filter) {
    this.#filter = filter;
    this.#shown = undefined;
  }

  get isFiltered(): boolean {
    const { text, verdict, company, isKnown } = this.#filter;
    return Boolean(text.trim() || verdict || company) || isKnown !== undefined;
  }

  clearFilter(): void {
    this.filter = NO_FILTER;
  }

  get sort() {
    return this.#sort;
  }

  /** Sorts by this: up first, then down, then not at all. */
  sortBy(key: SortKey): void {
    const { key: before, isDescending } = this.#sort ?? {};
    this.#sort =
      before !== key ? { key, isDescending: false } : isDescending ? undefined : { key, isDescending: true };
    this.#shown = undefined;
  }

  /** Who passes the filter, in order. */
  get shown(): readonly Row[] {
    this.#shown ??= this.#sorted(this.#rows.filter(passes(this.#filter)));
    return this.#shown;
  }

  #sorted(rows: readonly Row[]): readonly Row[] {
    if (!this.#sort) return rows;
    const { key, isDescending } = this.#sort;
    const sign = isDescending ? -1 : 1;
    const valued = rows.map(row => ({ row, value: SORT_VALUES[key](row) }));
    return valued.sort((a, b) => this.#compare(a.value, b.value, sign)).map(({ row }) => row);
  }

  /** What is not known comes last, whichever way the others go. */
  #compare(one: SortValue, other: SortValue, sign: number): number {
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    if (typeof one === 'number' && typeof other === 'number') return sign * (one - other);
    return sign * this.#collator.compare(String(one), String(other));
  }

  isSelected({ key }: Row): boolean {
    return this.#selected.has(key);
  }

  /** Who is selected, whether they are shown or not. */
  get selected(): readonly Row[] {
    return this.#rows.filter(row => this.isSelected(row));
  }

  /** @param isRange whether all from the row before up to this one are meant */
  select(row: Row, isSelected: boolean, isRange: boolean): void {
    const index = this.shown.indexOf(row);
    const anchor = isRange ? this.shown.findIndex(({ key }) => key === this.#anchor) : -1;
    const [from, to] = anchor < 0 ? [index, index] : [Math.min(anchor, index), Math.max(anchor, index)];
    this.#set(this.shown.slice(from, to + 1), isSelected);
    this.#anchor = row.key;
  }

  selectShown(isSelected: boolean): void {
    this.#set(this.shown, isSelected);
  }

  unselect(rows: readonly Row[]): void {
    this.#set(rows, false);
  }

  #set(rows: readonly Row[], isSelected: boolean): void {
    for (const { key } of rows) this.#selected[isSelected ? 'add' : 'delete'](key);
  }
}

type SortValue = string | number | undefined;

const SORT_VALUES: Readonly<Record<SortKey, (row: Row) => SortValue>> = {
  person: titleOf,
  company: companyOf,
  address: ({ addresses }) => addresses[0]?.email,
  verdict: ({ verdict }) => rank(verdict),
  lists: ({ lists, isKnown }) => lists[0] ?? (isKnown ? '' : undefined),
  cost: ({ cost }) => cost,
};

function passes({ text, verdict, company, isKnown }: Filter): (row: Row) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return row => {
    if (verdict !== undefined && row.verdict !== verdict) return false;
    if (company !== undefined && companyOf(row) !== company) return false;
    if (isKnown !== undefined && (row.isKnown ?? false) !== isKnown) return false;
    const searched = words.length > 0 ? searchedText(row) : '';
    return words.every(word => searched.includes(word));
  };
}

const searchedTexts = new WeakMap<Row, string>();

function searchedText(row: Row): string {
  const known = searchedTexts.get(row);
  if (known !== undefined) return known;
  const { name, position, company, domain, locality, addresses, lists, campaigns } = row;
  const emails = addresses.map(({ email }) => email);
  const text = [name, position, company, domain, locality, ...emails, ...lists, ...campaigns]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();
  searchedTexts.set(row, text);
  return text;
}
