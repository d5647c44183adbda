import { columnPlot } from '../shared/columns.ts';
import { element } from '../shared/elements.ts';
import { whatFailed } from './ask.ts';
import type { ReplyBook } from './reply-book.ts';
import { Section } from './section.ts';
import { type Span, timelineOf } from './timeline.ts';
import type { Wording } from './wording.ts';

/** When the replies came, as columns. */
export class DaysSection extends Section {
  readonly #book: ReplyBook;

  constructor(book: ReplyBook) {
    super('days');
    this.#book = book;
  }

  /** @param span the days that are shown */
  draw(wording: Wording, span: Span): void {
    const { texts } = wording;
    const { dating, times = [], hasMoreTimes } = this.#book;
    const timeline = timelineOf(times, span);
    const title = texts.replyPlot[timeline?.unit ?? 'day'];
    const again = { label: texts.again, run: () => void this.#book.date() };
    this.element.hidden = !timeline && !dating.isAsking && !dating.error;
    this.show({
      title,
      status: dating.isAsking
        ? texts.readingMore
        : dating.error
          ? whatFailed(dating.error, texts.daysFailed, texts.noCalls)
          : '',
      isBusy: dating.isAsking,
      actions: dating.error ? [again] : [],
    });
    if (!timeline) return;
    const { unit, buckets, earlier } = timeline;
    const columns = buckets.map(({ start, replies }) => ({
      label: unit === 'month' ? wording.month(start) : wording.day(start),
      value: replies,
      told: wording.number(replies),
    }));
    const notes = [
      texts.byMail,
      earlier > 0 ? texts.earlierInPlot(wording.number(earlier)) : undefined,
      hasMoreTimes ? texts.newest(wording.number(times.length)) : undefined,
    ].filter(Boolean);
    this.content.replaceChildren(
      columnPlot(title, columns, [texts.unit[unit], texts.repliesHead]),
      element('p', { class: 'quiet small' }, notes.join(' ')),
    );
  }
}
