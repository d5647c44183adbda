import { ApprovalPanel } from '../shared/approval-panel.ts';
import { element } from '../shared/elements.ts';
import type { Host, ToolResult } from '../shared/host.ts';
import { answerOf, wordsOf } from '../shared/result.ts';
import { ActionBar } from './actions/action-bar.ts';
import { Calls } from './actions/calls.ts';
import { copies, copyPanel, csvOf } from './actions/copy.ts';
import { Finding } from './actions/finding.ts';
import { profileIn } from './actions/look-up.ts';
import { FREE_PAGES, nextPage } from './actions/pages.ts';
import { Saving } from './actions/saving.ts';
import { Work } from './actions/work.ts';
import type { Answer } from './answers/answer.ts';
import { askedRows, type LeadsTool, readAnswer, toolOf } from './answers/read.ts';
import { FilterBar } from './filter-bar.ts';
import { LeadList } from './lead-list.ts';
import type { Arguments, Money, Row } from './row.ts';
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
  readonly #panel = element('div', { class: 'slot' });
  readonly #question: ApprovalPanel;
  readonly #work: Work;
  readonly #calls: Calls;
  readonly #finding: Finding;
  readonly #saving: Saving;
  #speech: Speech;
  #args: Arguments = {};
  #tool: LeadsTool | undefined;
  #answer: Answer | undefined;
  /** Instead of rows: why there are none. */
  #words: ((speech: Speech) => string) | undefined = ({ texts }) => texts.working;
  /** What was done here, for the model. */
  readonly #done: string[] = [];
  #summary!: Summary;
  #filters!: FilterBar;
  #table!: LeadTable;
  #actions!: ActionBar;

  constructor(main: HTMLElement, host: () => Host | undefined) {
    this.#main = main;
    this.#host = host;
    this.#speech = speechOf(host());
    const [speech, list] = [() => this.#speech, this.#list];
    const onChange = () => this.#refresh();
    const onDone = (done: string) => this.#tellModel(done);
    const work = new Work(speech, onChange);
    this.#work = work;
    this.#calls = new Calls({ host, speech, slot: this.#panel, onLate: () => work.offerStop() });
    const { call } = this.#calls;
    const onPaid = (money: Money, isFree: boolean) => this.#addCost(money, isFree);
    this.#finding = new Finding({ list, speech, work, call, onChange, onPaid, onDone });
    const onClose = () => this.#actions.focusSave();
    this.#saving = new Saving({ list, speech, work, slot: this.#panel, call, onClose, onDone });
    this.#question = new ApprovalPanel({
      host,
      show: question => main.replaceChildren(question),
      onAnswer: (result, note) => this.#showAgreed(result, note),
    });
    this.#build();
  }

  /** Shows what is asked for, while the call runs or while the agent still writes it. */
  showInput(args: Arguments): void {
    if (this.#tool) return;
    this.#args = args;
    this.#list.rows = askedRows(args);
    const count = this.#list.rows.length;
    this.#words = ({ texts, number }) =>
      count > 0 ? texts.lookingAt(count, number(count)) : texts.searching;
    this.#refresh();
  }

  showResult(result: ToolResult): void {
    // A host may tell it twice; what was done here since stays.
    if (this.#done.length > 0 || this.#work.isBusy) return;
    if (this.#question.shows(result, this.#args)) return;
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

  /** @param note for the user: that they agreed, and what the model knows of it */
  #showAgreed(result: ToolResult, note: string): void {
    this.#arrange();
    this.showResult(result);
    this.#work.say(note, 'done');
    this.#done.push('agreed to the credits of the call; the same call gives its answer for free');
  }

  showCancelled(): void {
    if (this.#answer) return;
    this.#words = ({ texts }) => texts.cancelled;
    this.#refresh();
  }

  /** The host looks or speaks otherwise now. */
  contextChanged(): void {
    const speech = speechOf(this.#host());
    if (speech.locale !== this.#speech.locale) {
      this.#speech = speech;
      this.#build();
    }
    this.#refresh();
  }

  /** Puts everything up in the language of now. */
  #build(): void {
    const [list, speech, work] = [this.#list, this.#speech, this.#work];
    const onChange = () => this.#refresh();
    list.locale = speech.locale;
    this.#filters = new FilterBar(list, speech, onChange);
    this.#table = new LeadTable({ list, speech, details: row => this.#details(row), onChange });
    this.#summary = new Summary(speech, {
      onMore: () => this.#showMore(),
      onLookAgain: () => this.#finding.lookAgain(),
    });
    this.#actions = new ActionBar({
      list,
      speech,
      canCall: () => this.#calls.arePossible,
      isBusy: () => work.isBusy,
      onSave: () => this.#saving.open(),
      onPaid: tool => this.#finding.pay(tool),
      onCopy: () => void this.#copy(),
    });
    if (!this.#calls.redraw()) this.#panel.replaceChildren();
    if (!this.#question.redraw()) this.#arrange();
  }

  #arrange(): void {
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

  #refresh(): void {
    const [list, answer] = [this.#list, this.#answer];
    const canCall = this.#calls.arePossible;
    const hasPages = this.#tool !== undefined && FREE_PAGES.includes(this.#tool) && canCall;
    this.#summary.refresh({
      args: this.#args,
      list,
      answer,
      words: this.#words?.(this.#speech),
      hasPages,
      canCall: canCall && !this.#work.isBusy,
    });
    this.#filters.refresh();
    this.#table.element.hidden = list.rows.length === 0;
    this.#table.refresh();
    this.#actions.refresh();
    if (!answer) this.#actions.element.hidden = true;
  }

  /** @param isFree whether only those under way were asked about */
  #addCost({ spent, reserved }: Money, isFree: boolean): void {
    const before = this.#answer;
    if (!before) return;
    this.#answer = {
      ...before,
      spent: before.spent + spent,
      reserved: isFree ? reserved : before.reserved + reserved,
      price: isFree ? before.price : undefined,
    };
    this.#refresh();
  }

  #showMore(): void {
    const [tool, answer] = [this.#tool, this.#answer];
    if (!tool || !answer?.next) return;
    const args = nextPage(this.#args, answer.next);
    void this.#work.run(this.#speech.texts.working, async () => {
      const more = readAnswer(tool, await this.#calls.call(tool, args), args);
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
      void host?.openLink(url).catch(error => this.#work.say(error.message, 'failed'));
    return detailsElement({
      row,
      profile: this.#profiles.get(row.key),
      speech: this.#speech,
      onLink: host?.capabilities.openLinks ? openLink : undefined,
      onLookUp: this.#calls.arePossible ? () => this.#lookUp(row) : undefined,
    });
  }

  #lookUp(row: Row): void {
    void this.#work.run(this.#speech.texts.working, async () => {
      const answer = await this.#calls.call('get_prospects_by_email', {
        email: row.addresses[0]?.email ?? '',
      });
      this.#profiles.set(row.key, profileIn(answer));
      this.#table.refreshDetails();
      return '';
    });
  }

  #tellModel(done: string): void {
    this.#done.push(done);
    void this.#host()?.tellModel(`In the card of leads the user has ${this.#done.join('; then ')}.`);
  }
}

/** Who stands in the table already is not put there twice. */
function withoutKeysOf(rows: readonly Row[], others: readonly Row[]): Row[] {
  const keys = new Set(others.map(({ key }) => key));
  return rows.filter(({ key }) => !keys.has(key));
}
