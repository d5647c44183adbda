import { ApprovalPanel } from '../../shared/approval-panel.ts';
import { APPROVAL_TEXTS } from '../../shared/approval-texts.ts';
import { element } from '../../shared/elements.ts';
import type { Host, OnProgress, ToolResult } from '../../shared/host.ts';
import { answerOf, wordsOf } from '../../shared/result.ts';
import type { Arguments } from '../row.ts';
import type { Speech } from '../texts/texts.ts';

/** Hosts cut calls after a minute, and some say nothing then. */
const LATE_MS = 60_000;

/** Why a call brought nothing, in words for the user. */
export class Refusal extends Error {}

/** Calls a tool for the user of the card. @returns its answer @throws Refusal */
export type Call = (tool: string, args: Arguments, onProgress?: OnProgress) => Promise<Arguments>;

export interface CallsParts {
  readonly host: () => Host | undefined;
  readonly speech: () => Speech;
  /** Where a question of a tool's is shown. */
  readonly slot: HTMLElement;
  /** Called when no answer has come for long. */
  readonly onLate: () => void;
}

/** The calls of the card. Where a tool asks the user first, they are asked below the table. */
export class Calls {
  readonly #parts: CallsParts;
  #question: ApprovalPanel | undefined;

  constructor(parts: CallsParts) {
    this.#parts = parts;
  }

  get arePossible(): boolean {
    return this.#parts.host()?.capabilities.serverTools !== undefined;
  }

  readonly call: Call = async (tool, args, onProgress) => {
    const { texts } = this.#parts.speech();
    const result = await this.#agreed(await this.#send(tool, args, onProgress), args);
    if (result.isError) throw new Refusal(wordsOf(result) ?? texts.failed);
    return answerOf(result);
  };

  /** Draws an open question anew, in another language. @returns whether there is one */
  redraw(): boolean {
    return this.#question?.redraw() ?? false;
  }

  async #send(tool: string, args: Arguments, onProgress?: OnProgress): Promise<ToolResult> {
    const { host, speech, onLate } = this.#parts;
    const { texts, language } = speech();
    const connected = host();
    if (!connected || !this.arePossible) throw new Refusal(texts.noHost);
    const late = setTimeout(onLate, LATE_MS);
    try {
      return await connected.callTool(tool, args, onProgress);
    } catch (error) {
      throw new Refusal(APPROVAL_TEXTS[language].notPassed(String((error as Error).message)));
    } finally {
      clearTimeout(late);
    }
  }

  /** What the tool answers when the user has agreed to what it asks. */
  #agreed(result: ToolResult, args: Arguments): Promise<ToolResult> {
    const { host, slot } = this.#parts;
    return new Promise((resolve, reject) => {
      const question = new ApprovalPanel({
        host,
        show: panel => slot.replaceChildren(element('div', { class: 'panel' }, panel)),
        onAnswer: answer => {
          slot.replaceChildren();
          resolve(answer);
        },
        onEnd: words => {
          slot.replaceChildren();
          reject(new Refusal(words));
        },
      });
      this.#question = question;
      if (!question.shows(result, args)) resolve(result);
    });
  }
}
