import { element } from '../shared/elements.ts';
import { whatFailed } from './ask.ts';
import { type AnsweredMail, type Conversation, mailTo } from './replies.ts';
import type { ReplyBook } from './reply-book.ts';
import { Section } from './section.ts';
import { thread } from './thread.ts';
import type { Wording } from './wording.ts';

/** A conversation as it is drawn, with the mail in it. */
interface Drawn {
  readonly item: HTMLElement;
  readonly mail: AnsweredMail | undefined;
  readonly wording: Wording;
}

/** The replies in their own words, page by page. */
export class RepliesSection extends Section {
  readonly #book: ReplyBook;
  readonly #list = element('ol', { class: 'people', 'aria-labelledby': 'conversations' });
  readonly #note = element('p', { class: 'quiet small' });
  readonly #drawn = new Map<Conversation, Drawn>();

  constructor(book: ReplyBook) {
    super('conversations');
    this.#book = book;
    this.content.append(this.#note, this.#list);
  }

  /** @param note about which replies these are */
  draw(wording: Wording, note: string): void {
    const { texts } = wording;
    const { conversations, reading, hasMore } = this.#book;
    for (const conversation of conversations) this.#drawOne(conversation, wording);
    this.#note.textContent = note;
    this.#note.hidden = !note || conversations.length === 0;
    this.#list.hidden = conversations.length === 0;
    const again = { label: texts.again, run: () => void this.#more() };
    const more = { label: texts.more, run: () => void this.#more() };
    this.show({
      title: texts.conversations,
      status: this.#status(wording),
      isBusy: reading.isAsking,
      actions: reading.error ? [again] : hasMore ? [more] : [],
    });
  }

  #status({ texts }: Wording): string {
    const { conversations, reading } = this.#book;
    if (reading.isAsking) return conversations.length > 0 ? texts.readingMore : texts.readingReplies;
    if (reading.error) return whatFailed(reading.error, texts.repliesFailed, texts.noCalls);
    return conversations.length === 0 ? texts.noReplies : '';
  }

  /** What has not changed stays as it is, with what is unfolded in it. */
  #drawOne(conversation: Conversation, wording: Wording): void {
    const mail = mailTo(conversation, this.#book.mails);
    const before = this.#drawn.get(conversation);
    if (before && before.mail === mail && before.wording === wording) return;
    // The first is shown as a whole; what somebody has unfolded stays so.
    const isOpen = before
      ? (before.item.querySelector('details')?.open ?? false)
      : conversation === this.#book.conversations[0];
    const item = thread(conversation, mail, wording, isOpen);
    this.#drawn.set(conversation, { item, mail, wording });
    if (before) before.item.replaceWith(item);
    else this.#list.append(item);
  }

  /** Whoever asks for more goes on with the first of them. */
  async #more(): Promise<void> {
    const known = this.#book.conversations.length;
    await this.#book.more();
    if (this.#book.times === undefined && !this.#book.reading.error) void this.#book.date();
    const first = this.#list.children[known];
    first?.querySelector('summary')?.focus();
  }
}
