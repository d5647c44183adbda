import {
  type AnsweredMail,
  type Conversation,
  mailTo,
  type Page,
  readAnswered,
  readConversations,
} from './replies.ts';

/** Conversations of a page: the tool gives no more with their whole texts. */
const CONVERSATIONS = 10;
/** Mails of a page, and times of replies, which are shorter. */
const MAILS = 100;
const TIMES = 1000;

const MAIL_FIELDS = ['repliedAt', 'email', 'prospectHash', 'yourMail.subject', 'yourMail.beginning'];

/** Has a tool called that reads. @throws Error with words for the person, if there are any */
export type Ask = (tool: string, args: object) => Promise<Readonly<Record<string, unknown>>>;

/** Whether something is being asked for, or why it could not be read; there, where neither is. */
interface State {
  isAsking: boolean;
  error: unknown;
}

/** The replies to a campaign, and our mails that they answer: asked for page by page, one request after the other. */
export class ReplyBook {
  readonly conversations: Conversation[] = [];
  readonly mails: AnsweredMail[] = [];
  /** When replies by mail came, as ISO 8601; undefined until that is known. */
  times: readonly (string | undefined)[] | undefined;
  /** Whether there are more than these. */
  hasMoreTimes = false;
  readonly reading: State = { isAsking: false, error: undefined };
  readonly dating: State = { isAsking: false, error: undefined };
  readonly #ask: Ask;
  readonly #campaignId: string;
  readonly #onChange: () => void;
  #next: string | undefined;
  #nextMails: string | undefined;
  #hasBegun = false;

  constructor(ask: Ask, campaignId: string, onChange: () => void) {
    this.#ask = ask;
    this.#campaignId = campaignId;
    this.#onChange = onChange;
  }

  /** Takes what is there already. @param next what leads to the page after it */
  take({ rows, next }: Page<Conversation>): void {
    this.conversations.push(...rows);
    this.#next = next;
    this.#hasBegun = true;
  }

  /** Whether replies are, or were, asked for. */
  get isOpen(): boolean {
    return this.#hasBegun || this.reading.isAsking || this.reading.error !== undefined;
  }

  /** Whether there are more conversations, as far as is known. */
  get hasMore(): boolean {
    return this.#next !== undefined;
  }

  /** Reads the first page, unless it is there, and then the mails. @param from what leads to that page */
  async open(from?: string): Promise<void> {
    if (!this.#hasBegun) {
      this.#next = from;
      await this.more();
    }
    if (!this.reading.error) await this.date();
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    await this.#during(this.reading, async () => {
      const page = readConversations(
        await this.#ask('get_all_campaign_replies', {
          campaignId: this.#campaignId,
          detail: 'full',
          limit: CONVERSATIONS,
          ...(this.#next !== undefined && { next: this.#next }),
        }),
      );
      if (!page) throw new Error();
      this.take(page);
    });
    if (this.#nextMails !== undefined && this.#lacksMails()) await this.#readMails().catch(() => {});
  }

  /** Reads when the replies came, and the mails that they answer. */
  async date(): Promise<void> {
    await this.#during(this.dating, async () => {
      await this.#readMails();
      let page: Page<AnsweredMail> = { rows: this.mails, next: this.#nextMails };
      if (page.next !== undefined) {
        const args = { campaignId: this.#campaignId, fields: ['repliedAt'], limit: TIMES };
        page = readAnswered(await this.#ask('get_campaign_replies', args));
      }
      this.times = page.rows.map(({ repliedAt }) => repliedAt);
      this.hasMoreTimes = page.next !== undefined;
    });
  }

  async #readMails(): Promise<void> {
    const next = this.#nextMails;
    const answer = await this.#ask('get_campaign_replies', {
      campaignId: this.#campaignId,
      fields: MAIL_FIELDS,
      limit: MAILS,
      ...(next !== undefined && { next }),
    });
    const page = readAnswered(answer);
    this.mails.push(...page.rows);
    this.#nextMails = page.next;
    this.#onChange();
  }

  #lacksMails(): boolean {
    return this.conversations.some(one => one.channel === 'email' && !mailTo(one, this.mails));
  }

  async #during(state: State, work: () => Promise<void>): Promise<void> {
    if (state.isAsking) return;
    Object.assign(state, { isAsking: true, error: undefined });
    this.#onChange();
    try {
      await work();
    } catch (error) {
      state.error = error ?? new Error();
    }
    state.isAsking = false;
    this.#onChange();
  }
}
