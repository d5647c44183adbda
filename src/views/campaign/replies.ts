import { withoutHidden } from '../../text/line.ts';
import { listOf, recordOf, textOf } from '../shared/values.ts';
import { type Message, readMessage } from './message.ts';

/** A person's replies, by mail or by LinkedIn. */
export interface Conversation {
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly prospectHash: string | undefined;
  readonly linkedIn: string | undefined;
  /** Snov.io's word, such as `email` or `linkedinMessage`. */
  readonly channel: string | undefined;
  /** How many replies came before the first of these. */
  readonly earlier: number;
  readonly replies: readonly Message[];
}

/** One page of a listing. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** What leads to the next page; undefined where this is the last. */
  readonly next: string | undefined;
}

/** A mail of ours, and when it was answered. */
export interface AnsweredMail {
  /** The address, and the id, of who answered. */
  readonly email: string | undefined;
  readonly prospectHash: string | undefined;
  readonly repliedAt: string | undefined;
  readonly subject: string | undefined;
  readonly beginning: string | undefined;
}

/** @param answer of `get_all_campaign_replies`; undefined where it is none */
export function readConversations(answer: Readonly<Record<string, unknown>>): Page<Conversation> | undefined {
  if (!Array.isArray(answer.conversations)) return undefined;
  const rows = answer.conversations.map(recordOf).map(row => ({
    name: textOf(row.name),
    email: textOf(row.email, LONGEST_ADDRESS),
    prospectHash: textOf(row.prospectHash),
    linkedIn: textOf(row.linkedIn),
    channel: textOf(row.replyType, 40),
    earlier: Number.isSafeInteger(row.earlier) ? Math.max(0, Number(row.earlier)) : 0,
    replies: listOf(row.replies)
      .map(recordOf)
      .map(({ receivedAt, untrustedText }) => readMessage(textOf(receivedAt), linesOf(untrustedText))),
  }));
  return { rows, next: nextOf(answer) };
}

/** @param answer of `get_campaign_replies`; the newest first */
export function readAnswered(answer: Readonly<Record<string, unknown>>): Page<AnsweredMail> {
  const rows = listOf(answer.replies)
    .map(recordOf)
    .map(({ email, prospectHash, repliedAt, yourMail }) => ({
      email: textOf(email, LONGEST_ADDRESS),
      prospectHash: textOf(prospectHash),
      repliedAt: textOf(repliedAt),
      subject: textOf(recordOf(yourMail).subject),
      beginning: textOf(recordOf(yourMail).beginning),
    }));
  return { rows, next: nextOf(answer) };
}

/** The mail of ours that a person has answered; undefined where it is not known, as by LinkedIn. */
export function mailTo(
  { email, prospectHash, channel }: Conversation,
  mails: readonly AnsweredMail[],
): AnsweredMail | undefined {
  if (channel?.startsWith('linkedin')) return undefined;
  const address = email?.toLowerCase();
  return mails.find(
    mail =>
      (address && mail.email?.toLowerCase() === address) ||
      (prospectHash && mail.prospectHash === prospectHash),
  );
}

const LONGEST_ADDRESS = 320;
/** More than the server lets through of a message. */
const LONGEST_MESSAGE = 25_000;

/** A text with its lines, and with nothing hidden in it. */
function linesOf(value: unknown): string {
  if (typeof value !== 'string') return '';
  return withoutHidden(value.slice(0, LONGEST_MESSAGE).replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n'))
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function nextOf({ next }: Readonly<Record<string, unknown>>): string | undefined {
  // Given back as it came: a changed one would lead nowhere.
  return typeof next === 'string' && next.length > 0 ? next : undefined;
}
