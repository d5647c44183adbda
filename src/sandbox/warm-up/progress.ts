import { hashOf } from '../random.ts';
import type { Account } from '../state/account.ts';
import { checkOf, type SenderAccount } from '../state/senders.ts';
import type { State } from '../state/state.ts';
import { type Arrived, DAY, dayText, type WarmUp, type WarmUpDay } from '../state/warm-ups.ts';

/** Now on the account's calendar, in milliseconds of the epoch: its days pass as fast as tasks do. */
export function calendar({ clock }: State, { openedAt }: Account): number {
  return openedAt + clock.elapsed(openedAt);
}

/** The sender of a warm-up. */
export function senderOf({ senderId }: WarmUp, { senders }: Account): SenderAccount {
  return senders.find(({ id }) => id === senderId) as SenderAccount;
}

/** `pending` and `error` [C:ref] follow from the check of the sender's connection (GUESS). */
export function statusOf(warmUp: WarmUp, state: State, account: Account): string {
  if (warmUp.status !== 'active') return warmUp.status;
  const sender = senderOf(warmUp, account);
  const { status } = checkOf(sender, sender.smtp, state.clock.now());
  return { pending: 'pending', invalid: 'error', valid: 'active' }[status];
}

/** Plays a warm-up up to now, and completes it after its last day. */
export function play(warmUp: WarmUp, state: State, account: Account): WarmUp {
  const now = calendar(state, account);
  while (warmUp.playedTo + DAY <= now) {
    playDay(warmUp, 1, statusOf(warmUp, state, account) === 'active');
    warmUp.playedTo += DAY;
    if (warmUp.deadline !== null && dayText(warmUp.playedTo) > warmUp.deadline) end(warmUp);
  }
  playDay(warmUp, (now - warmUp.playedTo) / DAY, statusOf(warmUp, state, account) === 'active');
  return warmUp;
}

function end(warmUp: WarmUp): void {
  if (warmUp.status === 'active') warmUp.status = 'completed';
}

/** Mails that a day holds: `from`, then `increase` more each day, at most `per_day`; or `per_day` at once. */
export function dailyLimit({ strategy, perDay, from, increase }: WarmUp, day: number): number {
  return strategy === 'steady' ? perDay : Math.min(perDay, (from ?? 1) + day * (increase ?? 1));
}

/** How many days it has sent on before today. */
export function daysBefore({ days, playedTo }: WarmUp): number {
  return days.filter(({ date }) => date < dayText(playedTo)).length;
}

/** Sends the day's mails up to this share of it. What was sent before a pause stays sent. */
function playDay(warmUp: WarmUp, share: number, sends: boolean): void {
  if (!sends) return;
  const limit = dailyLimit(warmUp, daysBefore(warmUp));
  const date = dayText(warmUp.playedTo);
  const ended = warmUp.days.filter(day => day.date < date);
  warmUp.days = [...ended, dayOf(warmUp, date, Math.floor(limit * share), limit)];
}

function dayOf(warmUp: WarmUp, date: string, sent: number, limit: number): WarmUpDay {
  const arrived: Record<string, Arrived> = {};
  const day = { date, sent, replies: 0, bounces: 0, scheduled: limit - sent, arrived };
  for (let number = 0; number < sent; number++) {
    const { provider, place, isReplied } = mailOf(warmUp, date, number);
    if (place === 'bounce') {
      day.bounces += 1;
      continue;
    }
    arrived[provider] ??= { inbox: 0, spam: 0, categories: 0 };
    arrived[provider][place] += 1;
    if (isReplied) day.replies += 1;
  }
  return day;
}

/** GUESS: how a mail fares. Of a hundred, two bounce and ten land in spam; Gmail sorts three into its categories. */
function mailOf({ id, providers, replyRate }: WarmUp, date: string, number: number) {
  const drawn = hashOf(`${number} of ${date} in ${id}`);
  const provider = providers[(drawn >>> 8) % providers.length] ?? 'other';
  const isReplied = (drawn >>> 16) % 100 < replyRate;
  return { provider, place: placeOf(drawn % 100, provider), isReplied };
}

function placeOf(fate: number, provider: string): 'bounce' | keyof Arrived {
  if (fate < 2) return 'bounce';
  if (fate < 12) return 'spam';
  return fate < 15 && provider === 'gmail' ? 'categories' : 'inbox';
}
