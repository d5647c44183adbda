import { languageOf, localeOf } from './appearance.ts';
import { type Approval, approvalOf, type NotOpen, notOpenOf, pageKey } from './approval.ts';
import { questionElement } from './approval-question.ts';
import { APPROVAL_TEXTS, type ApprovalTexts } from './approval-texts.ts';
import { element } from './elements.ts';
import type { Host, Told, ToolResult } from './host.ts';
import { textIn } from './result.ts';

/** Hosts cut calls after a minute; some say nothing of it. */
const LATE_MS = 65_000;
/** So long the buttons rest when a question appears: a click that was meant for what stood there before does not count. */
const REST_MS = 500;
/** By these a call says that the user agreed. Asked anew, they are to answer. */
const AGREEMENTS = ['allowSending', 'confirm'];

export interface PanelOptions {
  /** The host, once there is one. */
  readonly host: () => Host | undefined;
  /** Shows an element in place of all that the card shows. */
  readonly show: (panel: HTMLElement) => void;
  /** Shows what the tool has answered. @param note for the user: that they agreed, and what the model knows of it */
  readonly onAnswer: (result: ToolResult, note: string) => void;
  /** Called with the words for the user when it ends without an answer; left out where they shall stay in the panel. */
  readonly onEnd?: (words: string) => void;
}

type State =
  | { readonly name: 'asking' }
  | { readonly name: 'running' }
  | { readonly name: 'late' }
  | { readonly name: 'declined'; readonly isTold: boolean }
  | {
      readonly name: 'failed';
      readonly words: (texts: ApprovalTexts) => string;
      readonly canRepeat: boolean;
    };

/**
 * Asks the user about a call, in the card of its tool: whatever the call is answered with goes through `shows` first. It
 * sends what is pressed, and tells the model of it.
 */
export class ApprovalPanel {
  readonly #options: PanelOptions;
  #approval: Approval | undefined;
  #args: Readonly<Record<string, unknown>> = {};
  #state: State = { name: 'asking' };
  #rests = false;
  /** Counts what was sent: an answer to what was sent before is late. */
  #sent = 0;
  #expiry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PanelOptions) {
    this.#options = options;
  }

  /**
   * Shows the question of a result in place of the card.
   * @param args the call's arguments, as the host has told them
   * @returns whether there is one: if not, the result is the card's to show
   */
  shows(result: ToolResult, args: Readonly<Record<string, unknown>>): boolean {
    clearTimeout(this.#expiry);
    this.#approval = approvalOf(result);
    if (!this.#approval) return false;
    this.#args = args;
    this.#rests = true;
    setTimeout(() => this.#rest(false), REST_MS);
    this.#expiry = setTimeout(() => this.#expire(), this.#approval.seconds * 1000);
    this.#enter({ name: 'asking' });
    return true;
  }

  /** Draws it anew, for instance in another language. @returns whether there is anything to draw */
  redraw(): boolean {
    if (!this.#approval) return false;
    this.#options.show(this.#draw(this.#approval));
    return true;
  }

  get #texts(): ApprovalTexts {
    return APPROVAL_TEXTS[languageOf(this.#options.host()?.context.locale)];
  }

  #enter(state: State): void {
    const hadFocus = document.activeElement instanceof HTMLButtonElement;
    this.#state = state;
    const { onEnd } = this.#options;
    if (onEnd && (state.name === 'declined' || state.name === 'failed')) {
      this.#approval = undefined;
      const { declined } = this.#texts;
      return onEnd(state.name === 'declined' ? declined : state.words(this.#texts));
    }
    this.redraw();
    // Who presses a button with the keyboard goes on from what has come in its place, and never from a button that agrees.
    if (hadFocus) document.querySelector<HTMLElement>('.approval [tabindex="-1"]')?.focus();
  }

  #rest(rests: boolean): void {
    this.#rests = rests;
    for (const button of document.querySelectorAll<HTMLButtonElement>('.approval .answers button'))
      button.disabled = rests;
  }

  #expire(): void {
    if (this.#state.name === 'asking') this.#fail(texts => texts.notOpen.expired);
  }

  #fail(words: (texts: ApprovalTexts) => string, canRepeat = true): void {
    this.#enter({ name: 'failed', words, canRepeat });
  }

  /** Sends what the user has pressed, once. */
  #press(agree: boolean): void {
    const [host, approval, key] = [this.#options.host(), this.#approval, pageKey()];
    if (!host || !approval || !key || this.#rests || this.#state.name !== 'asking') return;
    const answer = { token: approval.token, key, agree, arguments: this.#args };
    const sent = host.callTool('answer_card', answer);
    if (agree) return void this.#wait(sent, approval, true);
    sent.catch(() => {});
    this.#enter({ name: 'declined', isTold: false });
    const context = `On the card, the user did not agree to this: ${approval.text} Nothing was done. Do not call ${approval.tool} again for it unless they ask.`;
    const message = `I did not agree on the card: ${approval.text} Do not do it.`;
    void host.tellModel(context, message).then(told => {
      if (this.#approval && this.#state.name === 'declined')
        this.#enter({ name: 'declined', isTold: told !== undefined });
    });
  }

  /** The same call once more: what was paid for is free, and all else is asked anew. */
  #repeat(): void {
    const [host, approval] = [this.#options.host(), this.#approval];
    if (!host || !approval) return;
    this.#args = Object.fromEntries(
      Object.entries(this.#args).filter(([name]) => !AGREEMENTS.includes(name)),
    );
    const sent = host.callTool(approval.tool, this.#args);
    void this.#wait(sent, approval, false);
  }

  async #wait(sent: Promise<ToolResult>, approval: Approval, agreed: boolean): Promise<void> {
    this.#sent += 1;
    const number = this.#sent;
    this.#enter({ name: 'running' });
    const late = setTimeout(() => {
      if (number === this.#sent) this.#enter({ name: 'late' });
    }, LATE_MS);
    try {
      const result = await sent;
      if (number === this.#sent) await this.#received(result, approval, agreed);
    } catch (error) {
      const why = String((error as Error).message);
      if (number === this.#sent) this.#fail(texts => texts.notPassed(why));
    } finally {
      clearTimeout(late);
    }
  }

  async #received(result: ToolResult, approval: Approval, agreed: boolean): Promise<void> {
    const notOpen: NotOpen | undefined = notOpenOf(result);
    if (notOpen) return this.#fail(texts => texts.notOpen[notOpen], notOpen !== 'used');
    if (this.shows(result, this.#args)) return;
    const words = textIn(result) ?? '';
    this.#approval = approval;
    if (result.isError) this.#fail(texts => words || texts.failed);
    const told = await this.#tellOutcome(result, approval, words, agreed);
    if (result.isError) return;
    this.#approval = undefined;
    this.#options.onAnswer(result, `${this.#texts.agreed} ${hintOf(this.#texts, told)}`);
  }

  /** The answer goes to the model's context only: as a message it would be in the user's name. */
  #tellOutcome(
    { isError }: ToolResult,
    { about, text, tool }: Approval,
    words: string,
    agreed: boolean,
  ): Promise<Told | undefined> | undefined {
    const how = isError ? 'failed' : 'answered';
    const said = agreed ? `On the card, the user agreed to this: ${text} ` : '';
    const context = `${said}${tool} then ran and ${how}, so do not call it again for this:\n${words}`;
    const next = isError
      ? `${tool} failed; look at what is there before you go on.`
      : about === 'credits'
        ? `Call ${tool} again with the same arguments: what was paid for is free.`
        : `${tool} has done it. Do not call it again for this.`;
    const message = `${agreed ? `I agreed on the card: ${text} ` : ''}${next}`;
    return this.#options.host()?.tellModel(context, message);
  }

  #draw(approval: Approval): HTMLElement {
    const [texts, state] = [this.#texts, this.#state];
    const locale = localeOf(this.#options.host()?.context.locale);
    const question = questionElement(approval, this.#args, texts, locale);
    return element(
      'section',
      { class: `approval ${approval.about}`, 'aria-labelledby': 'question' },
      ...(state.name === 'asking' ? question : question.slice(0, 1)),
      ...this.#below(state, approval, texts, locale),
    );
  }

  #below(state: State, approval: Approval, texts: ApprovalTexts, locale: string): HTMLElement[] {
    if (state.name === 'asking') return this.#answers(approval, texts, locale);
    const again = (words: string) => button(words, 'again', () => this.#repeat());
    if (state.name === 'running') return [status(texts.running)];
    if (state.name === 'late') return [status(texts.late), again(texts.goOn)];
    if (state.name === 'declined')
      return [status(`${texts.declined} ${state.isTold ? hintOf(texts, 'context') : ''}`)];
    return [status(state.words(texts)), ...(state.canRepeat ? [again(texts.again)] : [])];
  }

  #answers(approval: Approval, texts: ApprovalTexts, locale: string): HTMLElement[] {
    const { serverTools } = this.#options.host()?.capabilities ?? {};
    if (!serverTools || !pageKey()) return [status(texts.unable)];
    const format = (value: number) => new Intl.NumberFormat(locale).format(value);
    const { credits, label, seconds } = approval;
    const yes = credits === undefined ? texts.agree(label) : texts.agreeCredits(format(credits));
    const buttons = element(
      'div',
      { class: 'answers' },
      button(texts.decline, 'decline', () => this.#press(false), this.#rests),
      button(yes, 'agree', () => this.#press(true), this.#rests),
    );
    return [buttons, element('p', { class: 'quiet' }, texts.once(format(seconds / 60)))];
  }
}

function hintOf(texts: ApprovalTexts, told: Told | undefined): string {
  return told === 'context' ? texts.hears : told === 'message' ? texts.wasTold : texts.tell;
}

function button(words: string, name: string, onClick: () => void, isDisabled = false): HTMLElement {
  const made = element('button', { type: 'button', class: name, disabled: isDisabled }, words);
  made.addEventListener('click', onClick);
  return made;
}

function status(words: string): HTMLElement {
  return element('p', { role: 'status', tabindex: -1 }, words);
}
