import type { Language } from '../../shared/appearance.ts';

/** The reasons in answers, in words. The server's reference says more of each. */
const REASONS: Readonly<Record<string, readonly [english: string, german: string]>> = {
  // Of the mailbox.
  catchall: ['the domain takes mail for every name', 'die Domain nimmt E-Mails für jeden Namen an'],
  greylist: ['the mail server puts off strangers', 'der Mailserver vertröstet Fremde'],
  banned: ['the mail server refuses checks', 'der Mailserver verweigert Prüfungen'],
  connection_error: ['the mail server was not reached', 'der Mailserver war nicht erreichbar'],
  hidden_by_owner: ['hidden at Snov.io by its owner', 'vom Inhaber bei Snov.io verborgen'],
  not_verified: ['nobody has verified it', 'noch niemand hat sie geprüft'],
  gibberish: ['looks like random letters', 'sieht nach Zufallsbuchstaben aus'],
  disposable: ['a throw-away mailbox', 'ein Wegwerf-Postfach'],
  webmail: ['of a public provider', 'bei einem öffentlichen Anbieter'],
  format: ['not written as such a thing should be', 'nicht so geschrieben, wie es sein soll'],
  too_long: ['too long for Snov.io', 'zu lang für Snov.io'],
  not_valid: ['takes no mail', 'nimmt keine E-Mails an'],
  unknown: ['cannot be told', 'lässt sich nicht sagen'],
  // Of the lead.
  no_address: ['no address given or found', 'keine Adresse angegeben oder gefunden'],
  duplicate: ['the same address twice', 'dieselbe Adresse zweimal'],
  excluded: ['excluded', 'ausgeschlossen'],
  role_address: ['the address of a function, such as info@', 'die Adresse einer Funktion, etwa info@'],
  unsubscribed: ['has unsubscribed', 'hat sich abgemeldet'],
  bounced: ['mail came back from there', 'von dort kamen E-Mails zurück'],
  replied: ['has replied to a campaign', 'hat auf eine Kampagne geantwortet'],
  in_campaign: ['a campaign mails them already', 'bekommt schon E-Mails einer Kampagne'],
  recipient_unclear: [
    'a campaign has ended for them, perhaps with a reply',
    'eine Kampagne endete für sie, vielleicht mit einer Antwort',
  ],
  other_name: ['Snov.io names somebody else', 'Snov.io nennt jemand anderen'],
  // Of the call.
  deadline: ["the call's time was over", 'die Zeit des Aufrufs war um'],
  rate_limit: ['the requests of this minute were used up', 'die Anfragen dieser Minute waren verbraucht'],
  hourly_quota: ["the plan's quota of this hour is used up", 'das Kontingent dieser Stunde ist verbraucht'],
  credit_ceiling: ['the credits of the call did not reach', 'die Credits des Aufrufs reichten nicht'],
  not_checked: ['your campaigns could not be asked', 'Ihre Kampagnen ließen sich nicht befragen'],
  sending_not_allowed: ['mail could have followed', 'E-Mails hätten folgen können'],
  not_enough_credits: ['the account ran dry; nothing was paid', 'das Konto war leer; nichts wurde bezahlt'],
  refused: ['refused by Snov.io; nothing was paid', 'von Snov.io abgelehnt; nichts wurde bezahlt'],
  unknown_id: ['no longer known to Snov.io', 'Snov.io nicht mehr bekannt'],
  no_id: ['leads to no address', 'führt zu keiner Adresse'],
  in_doubt: ['perhaps charged; its answer was lost', 'vielleicht berechnet; die Antwort ging verloren'],
  task_lost: ['perhaps charged; Snov.io never answered', 'vielleicht berechnet; Snov.io antwortete nie'],
  unclear: ["Snov.io's answer said nothing clear", 'die Antwort von Snov.io sagte nichts Klares'],
  not_ready: ['not known to be valid', 'nicht als gültig bekannt'],
};

/** A reason in words; several may stand with commas between. Those without words stay as they are. */
export function reasonIn(language: Language, reason: string): string {
  return reason
    .split(', ')
    .map(word => (Object.hasOwn(REASONS, word) ? REASONS[word]?.[language === 'de' ? 1 : 0] : word))
    .join(', ');
}
