import { whatFailed } from './ask.ts';
import type { Ask } from './reply-book.ts';
import { type Report, readReport, type Step } from './report.ts';
import { Section } from './section.ts';
import { stepTable } from './steps.ts';
import { momentOf } from './timeline.ts';
import type { Wording } from './wording.ts';

/** How far the days may be apart that Snov.io tells steps of. */
const MOST_DAYS = 31;
const DAY = 86_400_000;

/** Days, both included, in milliseconds of the epoch. */
interface Days {
  readonly from: number;
  readonly to: number;
}

/** Whether the report could not read its steps. */
const isStepless = ({ missing }: Report) => missing.some(({ part }) => part === 'bySubject');

/** The steps of a campaign. Where its days are too many for Snov.io, those of its first or last days on request. */
export class StepsSection extends Section {
  readonly #report: Report;
  readonly #ask: Ask;
  #wording: Wording;
  #steps: readonly Step[] | undefined;
  /** The days that were asked for. */
  #days: Days | undefined;
  #isAsking = false;
  #error: unknown;

  constructor(report: Report, ask: Ask, wording: Wording) {
    super('steps');
    this.#report = report;
    this.#ask = ask;
    this.#wording = wording;
    this.#steps = report.steps;
  }

  draw(wording = this.#wording): void {
    this.#wording = wording;
    const { texts, days } = wording;
    const steps = this.#steps ?? [];
    const choices = this.#choices();
    const hasFailed = isStepless(this.#report);
    this.element.hidden = steps.length === 0 && (hasFailed || choices.length === 0);
    this.content.replaceChildren(...(steps.length > 0 ? stepTable(steps, wording) : []));
    const isOpen = this.#report.steps === undefined;
    this.show({
      title: this.#days ? texts.stepsIn(days(this.#days.from, this.#days.to)) : texts.steps,
      status: this.#status(),
      isBusy: this.#isAsking,
      actions: isOpen ? choices.map(({ label, ...of }) => ({ label, run: () => void this.#read(of) })) : [],
    });
  }

  #status(): string {
    const { texts } = this.#wording;
    if (this.#isAsking) return texts.readingMore;
    if (this.#error) return whatFailed(this.#error, texts.stepsFailed, texts.noCalls);
    if (this.#days && this.#steps?.length === 0) return texts.noSteps;
    return this.#report.steps === undefined && !this.#steps ? texts.stepsLimit : '';
  }

  /** The first and the last days of those that the report is about. */
  #choices(): ({ readonly label: string } & Days)[] {
    const { texts } = this.#wording;
    const { dateFrom, dateTo, startedAt } = this.#report;
    const first = momentOf(dateFrom ?? startedAt);
    const last = momentOf(dateTo) ?? Date.now();
    if (first === undefined || last - first < MOST_DAYS * DAY) return [];
    return [
      { label: texts.firstDays, from: first, to: first + MOST_DAYS * DAY },
      { label: texts.lastDays, from: last - MOST_DAYS * DAY, to: last },
    ];
  }

  async #read(days: Days): Promise<void> {
    this.#isAsking = true;
    this.#error = undefined;
    this.draw();
    const day = (time: number) => new Date(time).toISOString().slice(0, 10);
    try {
      const { campaignId } = this.#report;
      const args = { campaignId, dateFrom: day(days.from), dateTo: day(days.to) };
      const report = readReport(await this.#ask('get_campaign_report', args));
      if (!report || isStepless(report)) throw new Error();
      // Without any mail of these days the report leaves its steps out.
      this.#steps = report.steps ?? [];
      this.#days = days;
    } catch (error) {
      this.#error = error;
    }
    this.#isAsking = false;
    this.draw();
  }
}
