import { element } from '../shared/elements.ts';
import { textOf } from '../shared/values.ts';
import { whatFailed } from './ask.ts';
import { DaysSection } from './days-section.ts';
import { header, interest, missing, numbers } from './overview.ts';
import { readConversations } from './replies.ts';
import { RepliesSection } from './replies-section.ts';
import { type Ask, ReplyBook } from './reply-book.ts';
import { isEmpty, type Report, readReport } from './report.ts';
import { Section } from './section.ts';
import { StepsSection } from './steps-section.ts';
import type { Span } from './timeline.ts';
import type { Wording } from './wording.ts';

type Fields = Readonly<Record<string, unknown>>;

/** States in which nothing was mailed, so that there is nothing to ask for. */
const BEFORE = ['draft', 'scheduled'];

/** The card of one answer. */
export class Card {
  readonly element = element('div');
  readonly #campaignId: string;
  readonly #ask: Ask;
  readonly #book: ReplyBook;
  readonly #overview = element('div');
  readonly #days: DaysSection;
  readonly #steps = element('div');
  readonly #replies: RepliesSection;
  /** In the place of the numbers, where the answer is one of replies. */
  readonly #offer = new Section('numbers');
  #report: Report | undefined;
  #stepsSection: StepsSection | undefined;
  #isAsking = false;
  #error: unknown;
  #wording: Wording;

  private constructor(campaignId: string, report: Report | undefined, ask: Ask, wording: Wording) {
    this.#campaignId = campaignId;
    this.#report = report;
    this.#ask = ask;
    this.#wording = wording;
    this.#book = new ReplyBook(ask, campaignId, () => this.#drawReplies());
    this.#days = new DaysSection(this.#book);
    this.#replies = new RepliesSection(this.#book);
    const beside = element('div', {}, this.#days.element, this.#steps);
    this.element.append(element('div', { class: 'overview' }, this.#overview, beside), this.#replies.element);
  }

  /**
   * @param answer of `get_campaign_report` or `get_all_campaign_replies`
   * @param args what that was called with
   * @returns undefined where the answer is neither
   */
  static of(answer: Fields, args: Fields, ask: Ask, wording: Wording): Card | undefined {
    const campaignId = textOf(answer.campaignId);
    const report = readReport(answer);
    const page = readConversations(answer);
    if (campaignId === undefined || !(report ?? page)) return undefined;
    const card = new Card(campaignId, report, ask, wording);
    // Of what was told in brief the whole texts are read.
    if (page && (args.detail === 'full' || args.fullText === true)) card.#book.take(page);
    const isBefore = report && isEmpty(report) && BEFORE.includes(report.status ?? '');
    if (!isBefore) void card.#book.open(typeof args.next === 'string' ? args.next : undefined);
    card.draw(wording);
    return card;
  }

  /** Draws everything anew, in other words. */
  draw(wording: Wording): void {
    this.#wording = wording;
    this.#drawNumbers();
    this.#drawReplies();
  }

  #drawNumbers(): void {
    const [report, wording] = [this.#report, this.#wording];
    if (!report) return this.#drawOffer();
    const parts = [missing(report, wording), ...numbers(report, wording), interest(report, wording)];
    this.#overview.replaceChildren(header(report, wording), ...parts.filter(part => part !== undefined));
    if (!this.#stepsSection) {
      this.#stepsSection = new StepsSection(report, this.#ask, wording);
      this.#steps.replaceChildren(this.#stepsSection.element);
    }
    this.#stepsSection.draw(wording);
  }

  #drawOffer(): void {
    const { texts } = this.#wording;
    this.#offer.show({
      title: '',
      status: this.#isAsking
        ? texts.waiting
        : this.#error
          ? whatFailed(this.#error, texts.failed, texts.noCalls)
          : '',
      isBusy: this.#isAsking,
      actions: [{ label: texts.showNumbers, run: () => void this.#readNumbers() }],
    });
    if (!this.#offer.element.isConnected)
      this.#overview.replaceChildren(
        element('h1', { tabindex: '-1' }, texts.repliesTitle),
        this.#offer.element,
      );
  }

  /** The report costs nine requests of a minute's sixty, so that it waits until somebody wants it. */
  async #readNumbers(): Promise<void> {
    this.#isAsking = true;
    this.#error = undefined;
    this.#drawNumbers();
    try {
      const report = readReport(await this.#ask('get_campaign_report', { campaignId: this.#campaignId }));
      if (!report) throw new Error();
      this.#report = report;
    } catch (error) {
      this.#error = error;
    }
    this.#isAsking = false;
    this.draw(this.#wording);
    if (this.#report) this.#overview.querySelector('h1')?.focus();
  }

  #drawReplies(): void {
    const { dateFrom, dateTo, startedAt, status } = this.#report ?? {};
    const isClosed = dateFrom !== undefined || dateTo !== undefined;
    const today = status === 'active' ? new Date().toISOString() : undefined;
    const span: Span = { from: dateFrom ?? startedAt, to: dateTo ?? today, isClosed };
    this.#days.draw(this.#wording, span);
    this.#replies.element.hidden = !this.#book.isOpen;
    this.#replies.draw(this.#wording, isClosed ? this.#wording.texts.allDays : '');
  }
}
