import { SENDERS } from '../data/senders.ts';
import { parseDate } from '../dates.ts';

/** A mail server that Snov.io logs in to. */
export interface MailServer {
  host: string;
  port: number;
  encryption: string;
}

/** A mail account that campaigns send from; times in milliseconds of the epoch. */
export interface SenderAccount {
  id: number;
  senderName: string;
  emailFrom: string;
  /** Such as `gmail`; `other` when it was added by SMTP and IMAP. */
  provider: string;
  password: string;
  smtp: MailServer;
  imap: MailServer | null;
  /** Mails a day. */
  limitation: number;
  delayType: 'fixed' | 'random';
  /** Seconds between mails. */
  delayFixed: number;
  delayFrom: number;
  delayTo: number;
  replyTo: string | null;
  bccEmail: string | null;
  signature: string | null;
  tags: string[];
  timezoneId: number | null;
  createdAt: number;
  updatedAt: number;
  /** When the check of its connection ends or ended. */
  checkedAt: number;
}

/** What the reference prints as defaults [C:ref]. */
export const DEFAULTS = {
  limitation: 50,
  delayType: 'random',
  delayFixed: 600,
  delayFrom: 600,
  delayTo: 900,
  replyTo: null,
  bccEmail: null,
  signature: null,
  tags: [] as string[],
  timezoneId: null,
} as const;

/** How the check of a connection has ended so far. */
export type CheckStatus = 'pending' | 'valid' | 'invalid';

/** The accounts of a fresh account, long checked. */
export function seedSenders(): SenderAccount[] {
  const createdAt = parseDate('2026-03-20 10:00:00');
  return SENDERS.map(({ smtpHost, imapHost, ...seed }) => ({
    ...DEFAULTS,
    ...seed,
    password: 'app-password',
    smtp: { host: smtpHost, port: 465, encryption: 'ssl' },
    imap: { host: imapHost, port: 993, encryption: 'ssl' },
    createdAt,
    updatedAt: createdAt,
    checkedAt: createdAt,
  }));
}

/** What the check says about one of an account's servers: `pending` until it has ended. */
export function checkOf(sender: SenderAccount, { host }: MailServer, now: number) {
  const errors = errorsOf(sender, host);
  const status: CheckStatus = now < sender.checkedAt ? 'pending' : errors.length > 0 ? 'invalid' : 'valid';
  return status === 'invalid' ? { status, errors } : { status };
}

/** GUESS: a made-up rule. Nobody listens at hosts that begin with `refused`; passwords that begin with `wrong` are wrong. */
function errorsOf({ password }: SenderAccount, host: string): string[] {
  if (host.startsWith('refused')) return ['Connection refused'];
  return password.startsWith('wrong') ? ['Username and password not accepted'] : [];
}
