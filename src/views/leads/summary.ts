import { element } from '../shared/elements.ts';
import { button } from './actions/action-bar.ts';
import type { Answer } from './answers/answer.ts';
import { askedWords } from './asked.ts';
import type { LeadList } from './lead-list.ts';
import { isUnderWay } from './offer.ts';
import type { Arguments } from './row.ts';
import type { Speech } from './texts/texts.ts';

export interface SummaryFacts {
  readonly args: Arguments;
  readonly list: LeadList;
  readonly answer: Answer | undefined;
  /** Why there are no rows, or what is being done for them. */
  readonly words: string | undefined;
  readonly canShowMore: boolean;
  readonly canLookAgain: boolean;
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

  refresh({ args, list, answer, words, canShowMore, canLookAgain }: SummaryFacts): void {
    const { texts } = this.#speech;
    this.#subject.textContent = answer?.list ? texts.listAsked(answer.list) : askedWords(args, this.#speech);
    this.#price.textContent = answer ? this.#money(answer) : '';
    const underWay = list.rows.filter(isUnderWay).length;
    this.#setState([words ?? '', ...this.#warnings(answer, underWay)].filter(Boolean).join(' '));
    this.#setCounts(list, answer !== undefined);
    this.footer.hidden = list.rows.length === 0;
    this.#again.hidden = underWay === 0 || !canLookAgain;
    this.#more.hidden = !answer?.next || !canShowMore;
    this.note.hidden = !answer?.note;
    this.#noteText.textContent = answer?.note ?? '';
  }

  #money({ spent, paidEarlier, reserved, price }: Answer): string {
    const { texts, number } = this.#speech;
    const parts = [
      spent > 0 || (price === undefined && paidEarlier > 0) ? texts.spent(spent, number(spent)) : undefined,
      paidEarlier > 0 ? texts.paidEarlier(number(paidEarlier)) : undefined,
      reserved > 0 ? texts.reserved(number(reserved)) : undefined,
      price ? texts.price(price, number(price)) : undefined,
    ];
    return parts.filter(Boolean).join(' · ');
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

  #setCounts(list: LeadList, isAnswered: boolean): void {
    const { texts, number } = this.#speech;
    const { rows, shown, selected } = list;
    const parts = [
      shown.length === 0 && list.isFiltered
        ? texts.nobodyShown
        : texts.shown(number(shown.length), number(rows.length)),
      selected.length > 0 ? texts.selected(number(selected.length)) : isAnswered && texts.hint,
    ];
    const words = parts.filter(Boolean).join(' · ');
    if (this.#counts.textContent !== words) this.#counts.textContent = words;
  }
}
