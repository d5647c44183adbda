import type { AddressAnswers, CheckedAddress } from '../../../src/snovio/flows/check-addresses.ts';
import { personKey } from '../../../src/snovio/methods/find.ts';
import { isReady } from '../../shared/ready.ts';
import type { Finding } from './account-check.ts';
import { dropped, type Judgement, type Lead } from './lead.ts';

/** The lead with what the account knows of it, which may be enough: such a lead need not be paid for. */
export function withFinding(lead: Lead, finding: Finding): Lead {
  const { objection, unchecked } = finding;
  if (objection) return { ...lead, finding, ...dropped(objection) };
  return unchecked
    ? { ...lead, finding, judgement: { verdict: 'not_run', reason: unchecked } }
    : { ...lead, finding };
}

/** What was answered about a lead. */
export function answerOf({ person, email }: Lead, answers: AddressAnswers): CheckedAddress | undefined {
  return person ? answers.people.get(personKey(person)) : answers.emails.get(email ?? '');
}

/** The judgement of a lead that neither it nor the account objects to. */
export function judge(lead: Lead, answers: AddressAnswers): Judgement {
  const checked = answerOf(lead, answers);
  if (!checked) return { verdict: 'pending' };
  const { status, reason } = checked;
  switch (status) {
    case 'valid':
    case 'unknown':
    case 'greylisted':
      return judgeMailbox(checked, lead.finding?.isUnclear === true);
    case 'not_valid':
      return { verdict: 'drop', reason: reason === 'format' ? 'format' : 'not_valid', status };
    case 'pending':
    case 'not_run':
      return { verdict: status, reason };
    case 'not_found':
      return lead.person ? dropped('no_address').judgement : { verdict: 'error', reason: status };
    default:
      return { verdict: 'error', reason };
  }
}

/** A mailbox that may take mail. What is certainly wrong with it comes first. */
function judgeMailbox(checked: CheckedAddress, isUnclear: boolean): Judgement {
  const { status, reason, disposable } = checked;
  if (disposable) return { verdict: 'drop', reason: 'disposable', status };
  if (status !== 'valid') return { verdict: 'risky', reason: reason ?? status, status };
  if (!isReady(checked)) return { verdict: 'risky', reason: 'gibberish', status };
  return isUnclear ? { verdict: 'risky', reason: 'recipient_unclear', status } : { verdict: 'ready', status };
}
