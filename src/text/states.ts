import { plainLine } from './line.ts';
import { role } from './roles.ts';

// Snov.io writes one state in several ways: `Paused` in a list, `pause` in the campaign itself. Answers have one spelling,
// which a text of these roles gets when it leaves.

/** No state has a longer name; what is longer is none, and is cut. */
const LONGEST = 40;

type Synonyms = ReadonlyMap<string, string>;

/** v1 and the progress speak the app's words, `GET /v2/campaigns/{id}` its own [C:kb][C:ref]. */
const CAMPAIGN: Synonyms = new Map([
  ['new', 'draft'],
  ['pause', 'paused'],
  ['complete', 'completed'],
]);

/** The words of the check [C:ref], and those of the app and of change-recipient-status [C:kb][B]. */
const RECIPIENT: Synonyms = new Map([
  ['tocheck', 'to_check'],
  ['unsubscribe', 'unsubscribed'],
  ['overlimit', 'over_limit'],
  ['autoreplied', 'auto_replied'],
]);

/** What the verifier and the finder say. */
const VERDICT: Synonyms = new Map([
  ['verified', 'valid'],
  ['invalid', 'not_valid'],
  ['notvalid', 'not_valid'],
  ['notverified', 'not_verified'],
  ['unverified', 'not_verified'],
]);

/** The activity report's words [C:ref], as counts are called. */
const EVENT: Synonyms = new Map([
  ['open', 'opened'],
  ['click', 'clicked'],
  ['reply', 'replied'],
  ['bounce', 'bounced'],
  ['unsubscribe', 'unsubscribed'],
]);

/** A word in the spelling of answers: `Active (On hold)` is `active_on_hold`. Words in other languages stay words. */
function spelt(text: string, synonyms: Synonyms): string {
  const word = plainLine(text, LONGEST)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
  return synonyms.get(word) ?? word;
}

const stateOf = (synonyms: Synonyms) => role(text => spelt(text, synonyms));

/** The state of a campaign in the spelling of answers, whatever Snov.io or a person calls it. */
export function campaignState(text: string): string {
  return spelt(text, CAMPAIGN);
}

/** How it is with a campaign: `draft`, `active`, `active_on_hold`, `paused` … */
export const campaignStatus = stateOf(CAMPAIGN);

/** How it is with a recipient of a campaign: `to_check`, `active`, `paused`, `finished` … */
export const recipientStatus = stateOf(RECIPIENT);

/** What an address was verified as, in the words of Snov.io's that a method passes on. */
export const verdict = stateOf(VERDICT);

/** What happened to a mail: `sent`, `opened`, `clicked` … */
export const mailEvent = stateOf(EVENT);

/** How it is with a webhook or a warm-up: `active`, `paused`, `deactivated` … */
export const state = stateOf(new Map());
