import { z } from 'zod';
import { visible } from '../../src/text/line.ts';
import { SHORTEST_SECRET } from '../../src/text/secrets.ts';
import { filled, given, invalid, validEmail } from '../shared/check.ts';

/** The mailbox, and how Snov.io connects to it. */
export const connection = {
  senderName: z.string().describe('Shown to recipients'),
  emailFrom: z.string().describe('Its address'),
  password: z.string().describe('App password'),
  smtp: z.string().describe('SMTP host:port (465, 587, 25)'),
  imap: z.string().optional().describe('IMAP host:port (993, 143)'),
};

/** What else can be set of an account that is there. An empty text or list removes what is there. */
export const moreSettings = z
  .object({
    replyTo: z.string().describe('Reply-to address'),
    bccEmail: z.string().describe('Gets copies'),
    signature: z.string().describe('HTML'),
    tags: z.array(z.string()).describe('All tags'),
    dailyLimit: z.int().min(1).max(1200).describe('Mails a day'),
    delay: z.string().describe('Seconds between mails: 600-900'),
  })
  .partial().shape;

const Settings = z.object({ ...connection, ...moreSettings }).partial();
export type Settings = z.output<typeof Settings>;

const LONGEST_NAME = 100;
/** Bounds of the delay between two mails, in seconds [C:ref]. */
const SHORTEST_DELAY = 5;
const LONGEST_DELAY = 3600;
const SECONDS_A_DAY = 86_400;
/** The ports and the encryption of each. There is no other choice but `tls` for 993, which comes to the same [C:ref]. */
const SMTP: Readonly<Record<string, string>> = { 465: 'ssl', 587: 'tls', 25: 'none' };
const IMAP: Readonly<Record<string, string>> = { 993: 'ssl', 143: 'none' };
const SERVER = /^([a-z\d](?:[a-z\d.-]{0,98}[a-z\d])?):(\d{1,5})$/i;

/**
 * The settings as Snov.io takes them: null for an empty text or list; what is left out is not sent.
 * @throws SnovioError `invalid_input`
 */
export function bodyOf(args: Settings): Record<string, unknown> {
  const { senderName, emailFrom, password, replyTo, bccEmail, signature, tags } = args;
  const addressOf = (text: string | undefined, argument: string) =>
    text === undefined ? undefined : text.trim() === '' ? null : validEmail(text, argument);
  return {
    sender_name: senderName === undefined ? undefined : validName(senderName),
    email_from: emailFrom === undefined ? undefined : validEmail(emailFrom, 'emailFrom'),
    password: password === undefined ? undefined : validPassword(password),
    smtp: serverOf(args.smtp, 'smtp', SMTP),
    imap: serverOf(args.imap, 'imap', IMAP),
    reply_to: addressOf(replyTo, 'replyTo'),
    bcc_email: addressOf(bccEmail, 'bccEmail'),
    signature: signature === undefined ? undefined : signature.trim() || null,
    tags: tags === undefined ? undefined : tags.length === 0 ? null : tags.map(validTag),
    limitation: args.dailyLimit,
    ...delayOf(args),
  };
}

/**
 * What answers must not repeat of a request: the password, also without blanks around it, or without the blanks in which
 * app passwords are shown.
 */
export function secretsOf({ password }: Settings): readonly string[] {
  return password === undefined ? [] : [password, password.trim(), withoutBlanks(password)];
}

function withoutBlanks(text: string): string {
  return text.replace(/\s/g, '');
}

/** It is sent as it is. */
function validPassword(password: string): string {
  if (withoutBlanks(password).length >= SHORTEST_SECRET) return password;
  throw invalid(
    'password',
    `has to have at least ${SHORTEST_SECRET} characters: a shorter one could not be kept out of answers. Connect this account in Snov.io itself.`,
  );
}

function validName(text: string): string {
  const name = filled(text, 'senderName');
  if (name.length <= LONGEST_NAME) return name;
  throw invalid('senderName', `is longer than ${LONGEST_NAME} characters; shorten it.`);
}

function validTag(text: string): string {
  return filled(text, 'tags');
}

function serverOf(text: string | undefined, argument: string, ports: Readonly<Record<string, string>>) {
  if (text === undefined) return undefined;
  const [, host, port = ''] = SERVER.exec(visible(text)) ?? [];
  const encryption = Object.hasOwn(ports, port) ? ports[port] : undefined;
  if (host && encryption) return { host, port: Number(port), encryption };
  const known = Object.keys(ports).join(', ');
  throw invalid(
    argument,
    `write it as host:port, with a port of ${known} and a host of up to 100 characters.`,
    given(text),
  );
}

/** Two bounds are a random delay between them, one is a fixed delay. */
function delayOf({ delay, dailyLimit }: Settings): Record<string, unknown> {
  if (delay === undefined) return {};
  const [, shortest, longest = shortest] = /^(\d{1,4})(?:\s*-\s*(\d{1,4}))?$/.exec(delay.trim()) ?? [];
  const [from, to] = [Number(shortest), Number(longest)];
  if (!(from >= SHORTEST_DELAY && to >= from && to <= LONGEST_DELAY))
    throw invalid(
      'delay',
      `write ${SHORTEST_DELAY} to ${LONGEST_DELAY} seconds, as one number or as two with the smaller one first.`,
      given(delay),
    );
  const most = Math.floor(SECONDS_A_DAY / from);
  if (dailyLimit !== undefined && dailyLimit > most)
    throw invalid(
      'dailyLimit',
      `with ${from} s between mails at most ${most} fit into a day; lower it, or delay.`,
    );
  return from === to
    ? { delay_type: 'fixed', delay_fixed: from }
    : { delay_type: 'random', delay_from: from, delay_to: to };
}
