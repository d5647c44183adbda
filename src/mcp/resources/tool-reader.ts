import { SnovioError } from '../../errors.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import { inTime } from '../../snovio/transport/wait.ts';
import type { Context } from '../../tool.ts';
import { parseArguments, runTool } from '../run-tool.ts';
import type { ToolListing } from '../tool-listing.ts';

/** How long an answer is kept for those who can do with an older one. */
const KEPT_SECONDS = 60;
/** How long a failure is. */
const FAILED_SECONDS = 5;
/** How long the read behind a kept answer may take. It is everybody's, so it does not end with the request that began it. */
const KEPT_READ_SECONDS = 20;

/** What a tool answers, as its output schema says. */
export type ToolAnswer = Readonly<Record<string, unknown>>;

type Settled = { readonly answer: ToolAnswer } | { readonly error: unknown };

/** Reads by free tools, with all that they bring: pace, token, deadlines, and answers that are cleaned and cut to size. */
export class ToolReader {
  readonly #listings: ReadonlyMap<string, ToolListing>;
  readonly #context: Context;

  /** @param listings all tools by name, also those that hosts are not shown */
  constructor(listings: ReadonlyMap<string, ToolListing>, context: Context) {
    this.#listings = listings;
    this.#context = context;
  }

  /** What the tool answers now. @throws SnovioError */
  run(name: string, args: object = {}): Promise<ToolAnswer> {
    return this.#run(name, args, this.#context);
  }

  /**
   * What the tool answered within the last minute, or answers now. It is shared: cancelling a request ends only its own
   * wait. A failure is repeated for some seconds, so that whoever asks at every key that is pressed does not use up the
   * account's requests.
   * @throws SnovioError
   */
  async kept(name: string, args: object): Promise<ToolAnswer> {
    const known = await this.#shared(name, args, KEPT_SECONDS);
    const result = 'answer' in known ? known : await this.#shared(name, args, FAILED_SECONDS);
    if ('answer' in result) return result.answer;
    throw result.error;
  }

  /** What was spent in the last 30 days, by this server's own record. */
  spendingByDay() {
    return this.#context.snovio.spendingByDay();
  }

  #shared(name: string, args: object, seconds: number): Promise<Settled> {
    const { snovio, call } = this.#context;
    const load = (): Promise<Settled> => {
      const signal = AbortSignal.timeout(KEPT_READ_SECONDS * 1000);
      const own = { ...call, signal, deadline: deadlineIn(KEPT_READ_SECONDS) };
      return this.#run(name, args, { ...this.#context, call: own }).then(
        answer => ({ answer }),
        error => ({ error }),
      );
    };
    return inTime(snovio.remember(`${name} ${JSON.stringify(args)}`, seconds, load), call, late);
  }

  async #run(name: string, args: object, context: Context): Promise<ToolAnswer> {
    const listing = this.#listings.get(name);
    if (listing?.effect !== 'read') throw new TypeError(`No free tool is called ${name}.`);
    const tool = await listing.load();
    return { ...(await runTool(tool, parseArguments(tool, args), context)) };
  }
}

function late(): SnovioError {
  return new SnovioError('upstream_unavailable', { message: 'Snov.io did not answer in time.' });
}
