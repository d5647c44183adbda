import { readAnswer } from '../answers/read.ts';
import type { LeadList } from '../lead-list.ts';
import { callsFor, isOpen, isPayable, isUnderWay, type Open, type PaidCall } from '../offer.ts';
import { type Money, merged, type PaidTool, type Row } from '../row.ts';
import { moneyWords } from '../texts/money.ts';
import type { Speech } from '../texts/texts.ts';
import { type Call, Refusal } from './calls.ts';
import type { Tell, Work } from './work.ts';

const CREDITS = ['spent', 'paidEarlier', 'reserved'] as const;

export interface FindingParts {
  readonly list: LeadList;
  readonly speech: () => Speech;
  readonly work: Work;
  readonly call: Call;
  /** Called when rows say something else than before. */
  readonly onChange: () => void;
  /** Called with what calls have cost. */
  readonly onPaid: (money: Money, isFree: boolean) => void;
  /** Called with what was done, for the model. */
  readonly onDone: (done: string) => void;
}

/** Finds out more about people of the table, and fills it in. */
export class Finding {
  readonly #parts: FindingParts;

  constructor(parts: FindingParts) {
    this.#parts = parts;
  }

  /** About those who are selected, for at most 1 credit each. */
  pay(tool: PaidTool): void {
    const { list, speech } = this.#parts;
    const rows = list.selected.filter(row => isPayable(row, tool));
    const { texts, number } = speech();
    this.#run(texts.running(texts.paid[tool], rows.length, number(rows.length)), rows, tool);
  }

  /** Once more about those who are paid for already, for nothing. */
  lookAgain(): void {
    const { list, speech } = this.#parts;
    const rows = list.rows.filter(isUnderWay).filter(isOpen);
    const { texts, number } = speech();
    this.#run(texts.lookingAt(rows.length, number(rows.length)), rows, undefined);
  }

  /** @param paid the tool that may be paid; undefined where only what is paid for already may be asked for */
  #run(words: string, rows: readonly Open[], paid: PaidTool | undefined): void {
    const { work, onPaid, onDone, speech } = this.#parts;
    void work.run(words, async (tell, signal) => {
      const asking = new Asking(rows, this.#parts, tell, signal);
      const { failure, asked } = await asking.run(callsFor(rows, paid === undefined));
      const { money } = asking;
      if (asked > 0) onPaid(money, paid === undefined);
      if (asked > 0 && paid)
        onDone(
          `had ${paid} called for ${asked} people, which cost ${money.spent} credits; the same calls give the answers for free`,
        );
      const cost = asked > 0 ? `${moneyWords(money, speech()).join(', ')}.` : '';
      // What was paid stays told, also when it broke off.
      if (failure) throw new Refusal([cost, failure.message].filter(Boolean).join(' '));
      return cost;
    });
  }
}

/** Rows that are being asked about, and say so. */
class Asking {
  readonly money = { spent: 0, paidEarlier: 0, reserved: 0 };
  /** The rows as they were, and as they stand in the table meanwhile. */
  readonly #waiting: ReadonlyMap<string, { readonly before: Row; readonly meanwhile: Row }>;
  readonly #parts: FindingParts;
  readonly #tell: Tell;
  readonly #signal: AbortSignal;

  constructor(rows: readonly Open[], parts: FindingParts, tell: Tell, signal: AbortSignal) {
    const waiting = rows.map(
      before => [before.key, { before, meanwhile: { ...before, verdict: 'working' } as const }] as const,
    );
    this.#waiting = new Map(waiting);
    this.#parts = parts;
    this.#tell = tell;
    this.#signal = signal;
  }

  /**
   * Makes the calls one after another, and fills in what each brings.
   * @returns how many people were asked about, and why it broke off if it did
   */
  async run(paidCalls: readonly PaidCall[]): Promise<{ asked: number; failure?: Error }> {
    this.#setRows(row => this.#waiting.get(row.key)?.meanwhile ?? row);
    const giveBack = () => this.#giveBack();
    // Who no longer waits can ask again. What has been sent comes all the same, but nothing more is sent.
    this.#signal.addEventListener('abort', giveBack);
    let asked = 0;
    try {
      for (const paid of paidCalls) {
        if (this.#signal.aborted) break;
        this.#progress(asked);
        const before = asked;
        await this.#ask(paid, ended => this.#progress(before + Math.floor(ended)));
        asked += paid.rows.length;
      }
      return { asked };
    } catch (failure) {
      return { asked, failure: failure as Error };
    } finally {
      giveBack();
    }
  }

  async #ask({ tool, args, rows }: PaidCall, onProgress: (done: number) => void): Promise<void> {
    const { call, speech } = this.#parts;
    const answer = readAnswer(tool, await call(tool, args, onProgress), args);
    if (!answer) throw new Refusal(speech().texts.failed);
    for (const key of CREDITS) this.money[key] += answer[key];
    const told = Map.groupBy(answer.rows, ({ ref = '' }) => ref);
    // Two who are named alike get the answers in their order.
    const news = new Map(rows.map(({ key, offer }) => [key, told.get(offer.ref)?.shift()]));
    this.#setRows(row => {
      const since = news.get(row.key);
      return since ? merged(row, since) : row;
    });
  }

  #progress(done: number): void {
    const { number, texts } = this.#parts.speech();
    const all = this.#waiting.size;
    this.#tell(texts.progress(number(Math.min(done, all)), number(all)));
  }

  /** Whom no answer tells of are as they were. */
  #giveBack(): void {
    this.#setRows(row => {
      const { before, meanwhile } = this.#waiting.get(row.key) ?? {};
      return before && row === meanwhile ? before : row;
    });
  }

  #setRows(change: (row: Row) => Row): void {
    const { list, onChange } = this.#parts;
    list.rows = list.rows.map(change);
    onChange();
  }
}
