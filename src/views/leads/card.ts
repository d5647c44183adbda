import { element } from '../shared/elements.ts';
import type { Host, OnProgress, ToolResult } from '../shared/host.ts';
import { answerOf, wordsOf } from '../shared/result.ts';
import { ActionBar, button, isPayable } from './actions/action-bar.ts';
import { ask } from './actions/ask.ts';
import { copies, copyPanel, csvOf } from './actions/copy.ts';
import { profileIn } from './actions/look-up.ts';
import { addressOf } from './actions/prospects.ts';
import { askAbout, FREE_PAGES, nextPage } from './actions/run-calls.ts';
import { Saving } from './actions/saving.ts';
import { Work } from './actions/work.ts';
import type { Answer } from './answers/answer.ts';
import { askedRows, type LeadsTool, readAnswer, toolOf } from './answers/read.ts';
import { FilterBar } from './filter-bar.ts';
import { LeadList } from './lead-list.ts';
import { isOpen, isUnderWay } from './offer.ts';
import type { Arguments, PaidTool, Row } from './row.ts';
import { Summary } from './summary.ts';
import { detailsElement, type Profile } from './table/details.ts';
import { LeadTable } from './table/lead-table.ts';
import { type Speech, speechOf } from './texts/texts.ts';

/** The card of people: what a call has found, and what can be done with them. */
export class LeadsCard {
  readonly #main: HTMLElement;
  readonly #host: () => Host | undefined;
  readonly #list = new LeadList();
  readonly #profiles = new Map<string, Profile | null>();
  #speech: Speech;
  #args: Arguments = {};
  #tool: LeadsTool | undefined;
  #answer: Answer | undefined;
  /** Instead of rows: why there are none. */
  #words: ((speech: Speech) => string) | undefined = ({ texts }) => texts.working;
  /** What was done here, for the model. */
  readonly #done: string[] = [];
  #work!: Work;
  #summary!: Summary;
  #filters!: FilterBar;
  #table!: LeadTable;
  #actions!: ActionBar;
  readonly #panel = element('div', { class: 'slot' });

  constructor(main: HTMLElement, host: () => Host | undefined) {
    this.#main = main;
    this.#host = host;
    this.#speech = speechOf(host());
    this.#build();
  }

  /** Shows what is asked for, while the call runs or while the agent still writes it. */
  showInput(args: Arguments): void {
    this.#args = args;
    this.#list.rows = askedRows(args);
    const count = this.#list.rows.length;
    this.#words = ({ texts, number }) =>
      count > 0 ? texts.lookingAt(count, number(count)) : texts.searching;
    this.#refresh();
  }

  showResult(result: ToolResult): void {
    const told = answerOf(result);
    this.#tool = toolOf(this.#host()?.context.toolInfo?.tool?.name, this.#args, told);
    const answer = this.#tool && !result.isError ? readAnswer(this.#tool, told, this.#args) : undefined;
    this.#answer = answer;
    this.#list.rows = answer?.rows ?? [];
    const words = wordsOf(result);
    if (answer) this.#words = answer.rows.length > 0 ? undefined : ({ texts }) => texts.nobody;
    else this.#words = ({ texts }) => (result.isError && words) || texts.failed;
    this.#refresh();
  }

  showCancelled(): void {
    this.#words = ({ texts }) => texts.cancelled;
    this.#refresh();
  }

  /** The host looks or speaks otherwise now. */
  contextChanged(): void {
    const speech = speechOf(this.#host());
    if (speech.locale === this.#speech.locale) return this.#refresh();
    this.#speech = speech;
    this.#build();
  }

  #build(): void {
    const [list, speech] = [this.#list, this.#speech];
    const onChange = () => this.#refresh();
    list.locale = speech.locale;
    this.#work = new Work(speech, onChange);
    this.#filters = new FilterBar(list, speech, onChange);
    this.#table = new LeadTable({ list, speech, details: row => this.#details(row), onChange });
    this.#summary = new Summary(speech, {
      onMore: () => this.#showMore(),
      onLookAgain: () => this.#lookAgain(),
    });
    const saving = new Saving({
      list,
      speech,
      work: this.#work,
      slot: this.#panel,
      call: this.#call.bind(this),
      onClose: () => this.#actions.focusSave(),
      onDone: done => this.#tellModel(done),
    });
    this.#actions = new ActionBar({
      list,
      speech,
      canCall: () => this.#canCall,
      isBusy: () => this.#work.isBusy,
      onSave: () => saving.open(),
      onPaid: tool => this.#findOut(tool),
      onCopy: () => void this.#copy(),
    });
    this.#panel.replaceChildren();
    this.#main.replaceChildren(
      this.#summary.header,
      this.#filters.element,
      this.#table.element,
      this.#summary.footer,
      this.#actions.element,
      this.#panel,
      this.#work.element,
      this.#summary.note,
    );
    this.#refresh();
  }

  get #canCall(): boolean {
    return this.#host()?.capabilities.serverTools !== undefined;
  }

  #refresh(): void {
    const [list, answer] = [this.#list, this.#answer];
    const canShowMore = this.#tool !== undefined && FREE_PAGES.includes(this.#tool) && this.#canCall;
    this.#summary.refresh({
      args: this.#args,
      list,
      answer,
      words: this.#words?.(this.#speech),
      canShowMore: canShowMore && !this.#work.isBusy,
      canLookAgain: this.#canCall && !this.#work.isBusy,
    });
    this.#filters.refresh();
    this.#table.element.hidden = list.rows.length === 0;
    this.#table.refresh();
    this.#actions.refresh();
    if (!answer) this.#actions.element.hidden = true;
  }

  #call(tool: string, args: Arguments, onProgress?: OnProgress): Promise<Arguments> {
    return ask(this.#host() as Host, this.#speech, tool, args, onProgress);
  }

  /** Finds out more about those who are selected, for money. */
  #findOut(tool: PaidTool): void {
    const rows = this.#list.selected.filter(row => isPayable(row, tool)).filter(isOpen);
    const { texts, number } = this.#speech;
    const words = texts.running(texts.paid[tool], rows.length, number(rows.length));
    void this.#askAbout(
      words,
      rows,
      false,
      credits =>
        `had ${tool} called for ${rows.length} people, which cost ${credits} credits; the same calls give the answers for free`,
    );
  }

  /** Asks again for what is paid for already. */
  #lookAgain(): void {
    const rows = this.#list.rows.filter(isOpen).filter(isUnderWay);
    const { texts, number } = this.#speech;
    const words = texts.lookingAt(rows.length, number(rows.length));
    void this.#askAbout(words, rows, true, () => undefined);
  }

  #askAbout(
    words: string,
    rows: Parameters<typeof askAbout>[0],
    isFree: boolean,
    told: (credits: number) => string | undefined,
  ): Promise<void> {
    const { texts, number } = this.#speech;
    return this.#work.run(words, async tell => {
      const call = this.#call.bind(this);
      const onProgress = (done: number) => {
        tell(texts.progress(number(Math.min(done, rows.length)), number(rows.length)));
        this.#refresh();
      };
      const { spent, paidEarlier, reserved } = await askAbout(rows, isFree, this.#list, call, onProgress);
      if (this.#answer) {
        const before = this.#answer;
        this.#answer = { ...before, spent: before.spent + spent, price: undefined };
      }
      this.#tellModel(told(spent));
      const parts = [
        texts.spent(spent, number(spent)),
        paidEarlier > 0 ? texts.paidEarlier(number(paidEarlier)) : undefined,
        reserved > 0 ? texts.reserved(number(reserved)) : undefined,
      ];
      return `${parts.filter(Boolean).join(', ')}.`;
    });
  }

  #showMore(): void {
    const [tool, answer] = [this.#tool, this.#answer];
    if (!tool || !answer?.next) return;
    const args = nextPage(this.#args, answer.next);
    void this.#work.run(this.#speech.texts.working, async () => {
      const more = readAnswer(tool, await this.#call(tool, args), args);
      if (!more) return this.#speech.texts.failed;
      this.#list.rows = [...this.#list.rows, ...withoutKeysOf(more.rows, this.#list.rows)];
      this.#answer = { ...answer, next: more.next, isUnfinished: more.isUnfinished };
      return '';
    });
  }

  async #copy(): Promise<void> {
    const { selected, shown } = this.#list;
    const rows = selected.length > 0 ? selected : shown;
    const text = csvOf(rows, this.#speech);
    const { texts, number } = this.#speech;
    if (await copies(text)) this.#work.say(texts.copied(rows.length, number(rows.length)), 'done');
    else this.#panel.replaceChildren(copyPanel(text, this.#speech, () => this.#panel.replaceChildren()));
  }

  #details(row: Row): HTMLElement {
    const host = this.#host();
    const openLink = (url: string) =>
      void host
        ?.openLink(url)
        .catch(error => this.#work.say(this.#speech.texts.noAnswer(error.message), 'failed'));
    return detailsElement({
      row,
      profile: this.#profiles.get(row.key),
      speech: this.#speech,
      onLink: host?.capabilities.openLinks ? openLink : undefined,
      onLookUp: this.#canCall ? () => this.#lookUp(row) : undefined,
    });
  }

  #lookUp(row: Row): void {
    void this.#work.run(this.#speech.texts.working, async () => {
      const answer = await this.#call('get_prospects_by_email', { email: addressOf(row) ?? '' });
      this.#profiles.set(row.key, profileIn(answer));
      this.#table.refreshDetails();
      return '';
    });
  }

  #tellModel(done: string | undefined): void {
    if (!done) return;
    this.#done.push(done);
    void this.#host()?.tellModel(`In the card of leads the user has ${this.#done.join('; then ')}.`);
  }
}

/** Who stands in the table already is not put there twice. */
function withoutKeysOf(rows: readonly Row[], others: readonly Row[]): Row[] {
  const keys = new Set(others.map(({ key }) => key));
  return rows.filter(({ key }) => !keys.has(key));
}
