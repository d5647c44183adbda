import type { Look, Store } from './store.ts';

/** What an account was charged since an earlier look at its balance, against what answers told. Credits throughout. */
export interface Comparison {
  /** The earlier look; missing at the first. Milliseconds since the epoch. */
  since?: { at: number; balance: number; charged: number; told: number };
  /** Charged for answers that nobody got: the same calls again tell them. */
  untold?: number;
  /** What is pending or in doubt may still be charged, or was. */
  open?: number;
  inWords: string;
}

/**
 * Compares a balance with an earlier one by the store's own record. Several processes on one store share it.
 * @param balance as Snov.io has just told it
 */
export async function compareBalance(store: Store, account: string, balance: number): Promise<Comparison> {
  const look = await store.looked(account, balance);
  const { before, untold, open } = look;
  const owed = { ...(untold > 0 && { untold: rounded(untold) }), ...(open > 0 && { open: rounded(open) }) };
  if (!before) return { ...owed, inWords: withLost(FIRST, look) };
  const charged = rounded(before.balance - balance);
  const told = rounded(look.charged - (untold - before.untold));
  const since = { at: before.at, balance: before.balance, charged, told };
  return { since, ...owed, inWords: wordsOf(charged, told, { ...look, before }) };
}

const FIRST =
  'This is the first look at this balance: later ones say what was charged since, against what answers told.';

type Compared = Look & { readonly before: NonNullable<Look['before']> };

function wordsOf(charged: number, told: number, look: Compared): string {
  if (charged < 0)
    return withLost(
      `The balance rose by ${-charged}: credits were bought or renewed, so charges cannot be compared; the next look compares with this one.`,
      look,
    );
  const more = rounded(charged - told);
  if (more === 0) return `Snov.io charged ${charged}, as answers told.`;
  return more > 0 ? whyMore(more, look) : whyLess(-more, look);
}

function whyMore(more: number, { untold, open, before }: Compared): string {
  // What was lost before that look was charged before it too, and explains nothing since.
  const lost = rounded(Math.max(0, untold - before.untold));
  const unknown = rounded(more - lost - open);
  const parts = [
    `Snov.io charged ${more} more than answers told`,
    lost > 0 && `${lost} for answers that got lost: the same calls again give them, free`,
    open > 0 && `up to ${rounded(open)} for what is pending or in doubt`,
    unknown > 0 &&
      `${unknown} that this server knows nothing of: others who use the account, another state directory, or a price that Snov.io states differently`,
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

function whyLess(less: number, { before }: Compared): string {
  const earlier = rounded(before.open + before.untold);
  const why = [
    earlier > 0 && `up to ${earlier} of it was charged before that look`,
    less > earlier && 'credits were added meanwhile, or something cost less than assumed',
  ];
  return `Snov.io charged ${less} less than answers told: ${why.filter(Boolean).join('; ')}.`;
}

function withLost(words: string, { untold }: Look): string {
  return untold > 0
    ? `${words} ${rounded(untold)} were charged for answers that got lost: the same calls again give them, free.`
    : words;
}

/** Half credits exist; binary fractions are not shown. */
function rounded(credits: number): number {
  return Math.round(credits * 100) / 100;
}
