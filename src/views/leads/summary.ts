import { element } from '../shared/elements.ts';
import type { Answer } from './answers/answer.ts';
import { askedWords } from './asked.ts';
import { button } from './button.ts';
import type { LeadList } from './lead-list.ts';
import { isUnderWay } from './offer.ts';
import type { Arguments } from './row.ts';
import { moneyWords } from './texts/money.ts';
import type { Speech } from './texts/texts.ts';

export interface SummaryFacts {
  readonly args: Arguments;
  readonly list: LeadList;
  readonly answer: Answer | undefined;
  /** Why there are no rows, or what is being done for them. */
  readonly words: string | undefined;
  /** Whether the card can turn to the next page itself. */
  readonly hasPages: boolean;
  /** Whether the card may call a tool now. */
  readonly canCall: boolean;
}

/** What the card says of all people together, above and below the table. */
export class Summary {
  readonly header = element('header');
  readonly footer = element('footer');
  readonly note = element('details', { class: 'note' });
  readonly #speech: Speech;
  readonly #subject = element('p', { class: 'subject quiet' });
  readonly #price = element('p', { class: 'price' });
  readonly #state = element('p', { class: 'state', role: 'status' });
  readonly #counts = element('p', { class: 'quiet', role: 'status' });
  readonly #more: HTMLButtonElement;
  readonly #again: HTMLButtonElement;
  readonly #noteText = element('p');

  constructor(speech: Speech, handlers: { onMore: () => void; onLookAgain: () => void }) {
    const { texts } = speech;
    this.#speech = speech;
    this.#more = button(texts.showMore, handlers.onMore, 'link');
    this.#again = button(texts.lookAgain, handlers.onLookAgain, 'link');
    const title = element('div', { class: 'title' }, element('h1', {}, texts.title), this.#price);
    this.header.append(title, this.#subject, this.#state);
    this.footer.append(this.#counts, this.#again, this.#more);
    this.note.append(element('summary', {}, texts.note), this.#noteText);
  }

  refresh({ args, list, answer, words, hasPages, canCall }: SummaryFacts): void {
    const { texts } = this.#speech;
    this.#subject.textContent = answer?.list ? texts.listAsked(answer.list) : askedWords(args, this.#speech);
    this.#price.textContent = answer ? this.#money(answer) : '';
    const underWay = list.rows.filter(isUnderWay).length;
    const goesOn = answer?.next !== undefined && !hasPages ? texts.nextPage : '';
    const state = [words, goesOn, ...this.#warnings(answer, underWay)];
    this.#setState(state.filter(Boolean).join(' '));
    this.#setCounts(list, answer);
    this.footer.hidden = list.rows.length === 0;
    this.#again.hidden = underWay === 0 || !canCall;
    this.#more.hidden = !answer?.next || !hasPages || !canCall;
    this.note.hidden = !answer?.note;
    this.#noteText.textContent = answer?.note ?? '';
  }

  #money({ spent, paidEarlier, reserved, price }: Answer): string {
    const { texts, number } = this.#speech;
    const money = moneyWords({ spent, paidEarlier, reserved }, this.#speech);
    // Of a search that is free it goes without saying.
    if (spent === 0 && (price !== undefined || paidEarlier === 0)) money.shift();
    return [...money, ...(price ? [texts.price(price, number(price))] : [])].join(' · ');
  }

  #warnings(answer: Answer | undefined, underWay: number): string[] {
    const { texts, number } = this.#speech;
    return [
      ...(answer?.isUnfinished ? [texts.unfinished] : []),
      ...(underWay > 0 ? [texts.underWay(underWay, number(underWay))] : []),
    ];
  }

  /** Only what changes is said: a screen reader reads it again otherwise. */
  #setState(words: string): void {
    this.#state.hidden = words === '';
    if (this.#state.textContent !== words) this.#state.textContent = words;
  }

  #setCounts(list: LeadList, answer: Answer | undefined): void {
    const { texts, number } = this.#speech;
    const { rows, shown, selected } = list;
    const total = answer?.total ?? 0;
    const parts = [
      shown.length === 0 && list.isFiltered
        ? texts.nobodyShown
        : texts.shown(number(shown.length), number(rows.length)),
      total > rows.length ? texts.inAll(number(total)) : undefined,
      selected.length > 0 ? texts.selected(number(selected.length)) : answer && texts.hint,
    ];
    const words = parts.filter(Boolean).join(' · ');
    if (this.#counts.textContent !== words) this.#counts.textContent = words;
  }
}
