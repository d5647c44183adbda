import { element } from '../shared/elements.ts';
import type { Message } from './message.ts';
import type { AnsweredMail, Conversation } from './replies.ts';
import { momentOf } from './timeline.ts';
import { called, type Wording } from './wording.ts';

/** A text with more of them is folded. */
const LONG_TEXT = 600;
const MANY_LINES = 10;
/** What of a reply stands in the line that is seen without unfolding it. */
const LONGEST_BEGINNING = 200;

/** A person's replies below the mail that they answer, if it is known; folded, a line tells who, when and how they begin. */
export function thread(
  conversation: Conversation,
  mail: AnsweredMail | undefined,
  wording: Wording,
  isOpen: boolean,
): HTMLElement {
  const { name, email, linkedIn, channel = 'email', earlier, replies } = conversation;
  const { texts, number } = wording;
  const where = [
    name ? email : undefined,
    name || email ? linkedIn?.replace(/^https?:\/\/(?:www\.)?/, '') : undefined,
    called(texts.channels, channel.toLowerCase()),
  ];
  return element(
    'li',
    {},
    element(
      'details',
      { class: 'person', open: isOpen },
      summary(conversation, wording),
      element(
        'p',
        { class: 'quiet small' },
        ...where.filter(Boolean).flatMap((text, index) => [index > 0 ? ' · ' : '', element('bdi', {}, text)]),
      ),
      mail && (mail.subject || mail.beginning) ? ourMail(mail, wording) : undefined,
      earlier > 0
        ? element('p', { class: 'quiet small' }, texts.earlier(earlier, number(earlier)))
        : undefined,
      ...replies.map(reply => theirMail(reply, wording)),
    ),
  );
}

function summary(
  { name, email, linkedIn, channel = 'email', replies }: Conversation,
  { texts, day, number }: Wording,
): HTMLElement {
  const last = replies.at(-1);
  const time = momentOf(last?.receivedAt);
  const word = channel.toLowerCase();
  const when = [word === 'email' ? '' : called(texts.channels, word), time === undefined ? '' : day(time)];
  const more = replies.length > 1 ? ` (${number(replies.length)})` : '';
  return element(
    'summary',
    {},
    element('h3', {}, element('bdi', {}, name ?? email ?? linkedIn ?? texts.unknownPerson), more),
    element('span', { class: 'quiet small' }, when.filter(Boolean).join(' · ')),
    element(
      'span',
      { class: 'begins quiet', dir: 'auto' },
      last?.body.slice(0, LONGEST_BEGINNING) || texts.noText,
    ),
  );
}

function ourMail({ subject, beginning }: AnsweredMail, { texts }: Wording): HTMLElement {
  const title = element('span', {}, `${texts.yourMail}: `, element('bdi', {}, subject ?? texts.noSubject));
  return element(
    'div',
    { class: 'mail ours' },
    beginning
      ? element('details', {}, element('summary', {}, title), element('p', { dir: 'auto' }, beginning))
      : title,
  );
}

function theirMail({ receivedAt, subject, body, quoted }: Message, wording: Wording): HTMLElement {
  const { texts, moment } = wording;
  const time = momentOf(receivedAt);
  const isLong = body.length > LONG_TEXT || body.split('\n').length > MANY_LINES;
  const words = element('p', { class: isLong ? 'words folded' : 'words', dir: 'auto' }, body || texts.noText);
  return element(
    'div',
    { class: 'mail theirs' },
    element(
      'p',
      { class: 'quiet small' },
      time === undefined
        ? undefined
        : element('time', { datetime: new Date(time).toISOString() }, moment(time)),
      time !== undefined && subject ? ' · ' : undefined,
      subject ? element('bdi', {}, subject) : undefined,
    ),
    words,
    isLong ? unfold(words, wording) : undefined,
    quoted
      ? element(
          'details',
          { class: 'quoted quiet' },
          element('summary', {}, texts.quoted),
          element('p', { class: 'words', dir: 'auto' }, quoted),
        )
      : undefined,
  );
}

/** The button that shows the whole of a long text. */
function unfold(words: HTMLElement, { texts }: Wording): HTMLElement {
  const button = element(
    'button',
    { type: 'button', class: 'plain', 'aria-expanded': 'false' },
    texts.showAll,
  );
  button.addEventListener('click', () => {
    const isFolded = words.classList.toggle('folded');
    button.setAttribute('aria-expanded', String(!isFolded));
    button.textContent = isFolded ? texts.showAll : texts.showLess;
  });
  return button;
}
