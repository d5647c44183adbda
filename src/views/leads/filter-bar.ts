import { element } from '../shared/elements.ts';
import { rank } from './answers/answer.ts';
import { button } from './button.ts';
import type { Filter, LeadList } from './lead-list.ts';
import { companyOf, type Verdict } from './row.ts';
import type { Speech } from './texts/texts.ts';

/** The most companies that can be chosen from. */
const MOST_COMPANIES = 300;

/** Narrows the table by verdict, company, whether somebody is on a list already, and words. */
export class FilterBar {
  readonly element: HTMLElement;
  readonly #list: LeadList;
  readonly #speech: Speech;
  readonly #onChange: () => void;
  readonly #toggles = element('div', { class: 'toggles' });
  readonly #search: HTMLInputElement;
  readonly #company: HTMLSelectElement;
  readonly #clear: HTMLButtonElement;
  /** What there is to choose from, to see whether it has changed. */
  #choices = '';

  constructor(list: LeadList, speech: Speech, onChange: () => void) {
    const { texts } = speech;
    this.#list = list;
    this.#speech = speech;
    this.#onChange = onChange;
    const { text } = list.filter;
    this.#search = element('input', {
      type: 'search',
      'aria-label': texts.search,
      placeholder: texts.search,
    });
    this.#search.value = text;
    this.#search.addEventListener('input', () => this.#change({ text: this.#search.value }));
    this.#company = element('select', { 'aria-label': texts.company });
    this.#company.addEventListener('change', () =>
      this.#change({ company: this.#company.value || undefined }),
    );
    const onClear = () => {
      list.clearFilter();
      this.#search.value = '';
      this.#search.focus();
      onChange();
    };
    this.#clear = button(texts.clear, onClear, 'link');
    const fields = element('div', { class: 'fields' }, this.#search, this.#company, this.#clear);
    this.element = element(
      'div',
      { class: 'filters', role: 'group', 'aria-label': texts.filters },
      this.#toggles,
      fields,
    );
  }

  #change(change: Partial<Filter>): void {
    this.#list.filter = { ...this.#list.filter, ...change };
    this.#onChange();
  }

  refresh(): void {
    const { rows, filter, isFiltered } = this.#list;
    this.element.hidden = rows.length < 2;
    this.#clear.hidden = !isFiltered;
    const verdicts = counts(rows.map(({ verdict }) => verdict));
    const companies = counts(rows.flatMap(row => companyOf(row) ?? []));
    const known = rows.filter(({ isKnown }) => isKnown).length;
    const choices = JSON.stringify([[...verdicts], [...companies], known]);
    if (choices !== this.#choices) {
      this.#choices = choices;
      this.#setToggles(verdicts, known);
      this.#setCompanies(companies);
    }
    for (const toggle of this.#toggles.querySelectorAll('button')) {
      const { verdict, known: value } = toggle.dataset;
      toggle.ariaPressed = String(verdict ? filter.verdict === verdict : String(filter.isKnown) === value);
    }
    this.#company.value = filter.company ?? '';
  }

  #setToggles(verdicts: ReadonlyMap<Verdict, number>, known: number): void {
    const { texts } = this.#speech;
    const { rows } = this.#list;
    // Whoever is on a list has a choice of its own.
    const byVerdict = [...verdicts]
      .filter(([verdict]) => verdict !== 'on_list')
      .sort(([one], [other]) => rank(one) - rank(other));
    const isMixed = known > 0 && known < rows.length;
    const knownToggles: [boolean, string, number][] = isMixed
      ? [
          [false, texts.isNew, rows.length - known],
          [true, texts.isKnown, known],
        ]
      : [];
    const groups = [
      (byVerdict.length > 1 ? byVerdict : []).map(([verdict, count]) =>
        this.#toggle({ 'data-verdict': verdict }, `dot ${verdict}`, texts.verdicts[verdict], count, () =>
          this.#change({ verdict: this.#list.filter.verdict === verdict ? undefined : verdict }),
        ),
      ),
      knownToggles.map(([isKnown, words, count]) =>
        this.#toggle({ 'data-known': String(isKnown) }, undefined, words, count, () =>
          this.#change({ isKnown: this.#list.filter.isKnown === isKnown ? undefined : isKnown }),
        ),
      ),
    ];
    const filled = groups.filter(({ length }) => length > 0);
    this.#toggles.replaceChildren(...filled.map(group => element('div', { class: 'group' }, ...group)));
  }

  #toggle(
    data: Record<string, string>,
    dot: string | undefined,
    words: string,
    count: number,
    onClick: () => void,
  ): HTMLButtonElement {
    const number = element('span', { class: 'quiet number' }, this.#speech.number(count));
    const attributes = { type: 'button', class: 'toggle', ...data };
    const made = element('button', attributes, dot && element('span', { class: dot }), words, ' ', number);
    made.addEventListener('click', onClick);
    return made;
  }

  #setCompanies(companies: ReadonlyMap<string, number>): void {
    const names = [...companies].sort(([one], [other]) => one.localeCompare(other)).slice(0, MOST_COMPANIES);
    this.#company.hidden = names.length < 2;
    this.#company.replaceChildren(
      element('option', { value: '' }, this.#speech.texts.allCompanies),
      ...names.map(([name, count]) =>
        element('option', { value: name }, `${name} (${this.#speech.number(count)})`),
      ),
    );
  }
}

function counts<T>(values: readonly T[]): Map<T, number> {
  const counted = new Map<T, number>();
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
  return counted;
}
