import type { SnovioError } from '../../../src/errors.ts';
import type { CallContext } from '../../../src/snovio/call-context.ts';
import {
  type AddressAnswers,
  type AddressCosts,
  checkAddresses,
} from '../../../src/snovio/flows/check-addresses.ts';
import type { Spending } from '../../../src/snovio/flows/flow.ts';
import { normaliseEmail } from '../../../src/snovio/shapes/normalise.ts';
import { explainWords } from '../../../src/text/vocabulary.ts';
import type { Context } from '../../../src/tool.ts';
import { checkAccount } from './account-check.ts';
import { answerOf, judge, withFinding } from './judge.ts';
import { dropped, isOpen, type Lead } from './lead.ts';
import { type Excluded, screen } from './screen.ts';

/** The share of the time left that free reads may take: what has to be paid for needs the rest. */
const FREE_SHARE = 0.5;
/** The share that paid searches may take where the account is asked about what they find. */
const PAID_SHARE = 0.8;

/** How old what the account has said may be: a call that is repeated goes on where the last one had no time left. */
const KEPT_SECONDS = 300;

export interface Prepared {
  /** All leads, in order, each with its judgement. */
  readonly leads: readonly Lead[];
  /** What is left to do and what was not checked, in words. */
  readonly note: string | undefined;
  readonly credits: AddressCosts['credits'];
}

/** How the account is asked, and what it was not asked or did not answer. */
interface Asking {
  readonly seconds: number;
  failure?: SnovioError | undefined;
  withoutLists: boolean;
}

/**
 * Judges leads by what is free first, and pays for what is left.
 * @throws SnovioError `credit_ceiling`, `cancelled`, or the failure that every lead met
 */
export async function prepareLeads(
  given: readonly Lead[],
  isExcluded: Excluded,
  spending: Spending,
  context: Context,
): Promise<Prepared> {
  const seen = new Set<string>();
  const asking: Asking = { seconds: spending.fresh ? 0 : KEPT_SECONDS, withoutLists: false };
  const leads = await askAccount(screen(given, isExcluded, seen), FREE_SHARE, asking, context);
  if (asking.failure && leads.every(isUnchecked)) throw asking.failure;
  const answers = await pay(leads, spending, context);
  const found = leads.map(lead => withAddress(lead, answers));
  // An address that was found is as new to this call and to the account as one that was given.
  const isNew = (lead: Lead) => isOpen(lead) && lead.person !== undefined && lead.email !== undefined;
  const news = await askAccount(screen(found.filter(isNew), isExcluded, seen), 1, asking, context);
  const all = found.map(lead => (isNew(lead) ? (news.shift() ?? lead) : lead));
  const judged = all.map(lead => (isOpen(lead) ? { ...lead, judgement: judge(lead, answers) } : lead));
  const { note, credits } = await answers.tell();
  return { leads: judged, note: noteOf(judged, note, asking), credits };
}

/** The leads with what the account knows of their addresses. @param share of the time left */
async function askAccount(leads: Lead[], share: number, asking: Asking, context: Context): Promise<Lead[]> {
  const emails = leads.flatMap(({ email, judgement }) => (email && !judgement ? [email] : []));
  // Where only the price is wanted nothing is sent: the price is what it is if nobody has to be dropped.
  if (emails.length === 0 || context.call.quote) return leads;
  const call = within(context.call, share);
  const { findings, failure, hasLists } = await checkAccount(emails, asking.seconds, { ...context, call });
  asking.failure ??= failure;
  asking.withoutLists ||= !hasLists;
  return leads.map(lead => {
    const finding = isOpen(lead) && findings.get(lead.email ?? '');
    return finding ? withFinding(lead, finding) : lead;
  });
}

async function pay(leads: readonly Lead[], spending: Spending, { snovio, call }: Context) {
  const open = leads.filter(isOpen);
  const people = open.flatMap(({ email, person }) => (person && !email ? [person] : []));
  const emails = open.flatMap(({ email }) => email ?? []);
  return checkAddresses(
    snovio,
    { people, emails },
    {
      ...spending,
      call: people.length > 0 ? within(call, PAID_SHARE) : call,
      hasOthers: open.length < leads.length,
    },
  );
}

function withAddress(lead: Lead, answers: AddressAnswers): Lead {
  const found = isOpen(lead) && lead.person && answerOf(lead, answers)?.email;
  if (!found) return lead;
  const email = normaliseEmail(found);
  // The account cannot be asked about what is no address, so that it would be asked for ever.
  return email === undefined ? { ...lead, ...dropped('format') } : { ...lead, email };
}

/** The call with a part of the time that it has left. */
function within(call: CallContext, share: number): CallContext {
  const now = performance.now();
  return { ...call, deadline: now + (call.deadline - now) * share };
}

function isUnchecked({ judgement, finding }: Lead): boolean {
  return judgement?.verdict === 'not_run' && finding?.unchecked !== undefined;
}

function noteOf(leads: readonly Lead[], paid: string | undefined, asking: Asking): string | undefined {
  const unchecked = leads.filter(isUnchecked).length;
  const parts = [
    paid,
    unchecked > 0 &&
      `${unchecked} not checked against your lists and campaigns (${asking.failure?.code}), so not called ready: repeat the same call. Each that is left then can cost 1 credit more.`,
    leads.some(({ judgement }) => judgement?.reason === 'no_address') && explainWords(['no_address']),
    asking.withoutLists && 'Which of your lists hold them is looked up for at most 25 addresses a call.',
  ];
  return parts.filter(Boolean).join(' ') || undefined;
}
