// The server asks in English. These are its questions in German, sentence by sentence; a test asks every question and looks
// for one that is missing.

type Phrase = readonly [english: RegExp, german: string | ((...parts: string[]) => string)];

const WHOM: readonly Phrase[] = [
  [/^this person$/, 'diese Person'],
  [/^these (\d+) people$/, 'diese $1 Personen'],
  [/^the person on its list$/, 'die Person auf ihrer Liste'],
  [/^the people on its list$/, 'die Personen auf ihrer Liste'],
  [/^up to (\d+) people on its list$/, 'bis zu $1 Personen auf ihrer Liste'],
];

const REASONS: readonly Phrase[] = [
  [/^The list feeds a running campaign$/, 'Die Liste speist eine laufende Kampagne'],
  [/^The list feeds (\d+) running campaigns$/, 'Die Liste speist $1 laufende Kampagnen'],
  [/^The campaign is running$/, 'Die Kampagne läuft'],
  [
    /^The campaign is not among this account's, so it may be running$/,
    'Die Kampagne ist keine dieses Kontos und läuft vielleicht',
  ],
  [/^The campaign would be started$/, 'Die Kampagne würde gestartet'],
  [/^The campaign would be resumed$/, 'Die Kampagne würde fortgesetzt'],
  [
    /^The campaign may start by itself at startAt$/,
    'Die Kampagne kann zum Zeitpunkt startAt von selbst starten',
  ],
];

const PHRASES: readonly Phrase[] = [
  // What is done for credits: the titles of tools.
  [/^Find people by job and company$/, 'Personen nach Stelle und Unternehmen finden'],
  [/^Find e-mail addresses of people$/, 'E-Mail-Adressen von Personen finden'],
  [/^Find people by profile link$/, 'Personen zu Profil-Links finden'],
  [/^Prepare leads for a campaign$/, 'Leads für eine Kampagne vorbereiten'],
  [/^Search the addresses of a domain$/, 'Adressen einer Domain suchen'],
  [/^Profile of an address owner$/, 'Profil zu einer Adresse'],
  [/^Verify e-mail addresses$/, 'E-Mail-Adressen prüfen'],
  [/^Reveal people of the database$/, 'Personen der Datenbank aufdecken'],
  [/^Search companies in the database$/, 'Unternehmen in der Datenbank suchen'],
  [/^Facts about companies by domain$/, 'Fakten zu Unternehmen nach Domain'],
  [/^Find domains of companies by name$/, 'Domains zu Namen von Unternehmen finden'],
  [/^Search the people of a domain$/, 'Personen einer Domain suchen'],
  [/^Reveal the addresses of people$/, 'Adressen von Personen aufdecken'],
  [/^Search the role addresses of a domain$/, 'Allgemeine Adressen einer Domain suchen'],
  [/^Queue a search by name \(legacy\)$/, 'Suche nach Namen einreihen (alte Schnittstelle)'],
  [/^Queue a search by profile link \(legacy\)$/, 'Suche zu Profil-Link einreihen (alte Schnittstelle)'],
  [/^Queue verifications \(legacy\)$/, 'Prüfungen einreihen (alte Schnittstelle)'],
  // What credits buy.
  [/^1 address$/, 'eine Adresse'],
  [/^(\d+) addresses$/, '$1 Adressen'],
  [/^1 person$/, 'eine Person'],
  [/^(\d+) people$/, '$1 Personen'],
  [/^1 lead$/, 'ein Lead'],
  [/^(\d+) leads$/, '$1 Leads'],
  [/^(?:one|1) profile$/, 'ein Profil'],
  [/^(\d+) profiles$/, '$1 Profile'],
  [/^one search$/, 'eine Suche'],
  [/^a page of companies$/, 'eine Seite mit Unternehmen'],
  [/^1 company$/, 'ein Unternehmen'],
  [/^(\d+) companies$/, '$1 Unternehmen'],
  [/^the domain of 1 company$/, 'die Domain eines Unternehmens'],
  [/^the domains of (\d+) companies$/, 'die Domains von $1 Unternehmen'],
  [/^the addresse?s? of 1 person$/, 'die Adresse einer Person'],
  [/^the addresses of (\d+) people$/, 'die Adressen von $1 Personen'],
  [
    /^the addresses of (.+) \((\d+) to look them up by company, then 1 for each who is not found so\)$/,
    (_, whom = '', first = '') =>
      `${translated(PHRASES, `the addresses of ${whom}`)} (${first} für die Suche nach Unternehmen, dann 1 je Person, die so nicht gefunden wird)`,
  ],
  [/^up to (\d+) addresses of (".*")$/, 'bis zu $1 Adressen von $2'],
  [/^up to (\d+) people of (".*")$/, 'bis zu $1 Personen von $2'],
  // Mail.
  [
    /^(The [^:]+): (.+) would be mailed\. Let the mail go out\?$/,
    (_, reason = '', whom = '') =>
      `${translated(REASONS, reason)}: ${translated(WHOM, whom)} bekämen E-Mails. Die E-Mails hinausgehen lassen?`
        .replace('diese Person bekämen', 'diese Person bekäme')
        .replace('die Person auf ihrer Liste bekämen', 'die Person auf ihrer Liste bekäme'),
  ],
  [
    /^Snov\.io would send up to (\d+) mails a day from this account to warm it up\. Let the mail go out\?$/,
    'Snov.io würde von diesem Konto bis zu $1 E-Mails am Tag senden, um es aufzuwärmen. Die E-Mails hinausgehen lassen?',
  ],
  [
    /^An active warm-up sends mail from its sender account each day, by these settings\. Let the mail go out\?$/,
    'Ein aktives Aufwärmen sendet mit diesen Einstellungen jeden Tag E-Mails vom Konto des Absenders. Die E-Mails hinausgehen lassen?',
  ],
  // Data, losses, senders.
  [
    /^let Snov\.io send people's data to this host, each time this happens\?$/,
    'Snov.io jedes Mal, wenn das geschieht, Daten von Personen an diesen Server senden lassen?',
  ],
  [/^delete this webhook for good\?$/, 'Diesen Webhook endgültig löschen?'],
  [
    /^delete this warm-up and its statistics for good\?$/,
    'Dieses Aufwärmen und seine Statistik endgültig löschen?',
  ],
  [/^delete this campaign for good\?$/, 'Diese Kampagne endgültig löschen?'],
  [/^delete this content of the campaign for good\?$/, 'Diesen Inhalt der Kampagne endgültig löschen?'],
  [
    /^delete (\d+) of this campaign's steps, with their mails\?$/,
    '$1 Schritte dieser Kampagne mit ihren E-Mails löschen?',
  ],
  [
    /^complete this campaign, which cannot be started again\?$/,
    'Diese Kampagne abschließen? Sie lässt sich nicht wieder starten.',
  ],
  [
    /^archive this campaign, which cannot be started again\?$/,
    'Diese Kampagne archivieren? Sie lässt sich nicht wieder starten.',
  ],
  [
    /^connect this mailbox to Snov\.io\? Its password goes there, and campaigns can send from it\.$/,
    'Dieses Postfach mit Snov.io verbinden? Sein Passwort geht dorthin, und Kampagnen können von ihm senden.',
  ],
  [/^change (.+) of this sender account\?$/, '$1 dieses Absenderkontos ändern?'],
  // What is agreed to.
  [/^Spend these credits\?$/, 'Ja, diese Credits ausgeben'],
  [/^Let the mail go out\?$/, 'Ja, E-Mails hinausgehen lassen'],
  [/^Send the data to this host\?$/, 'Ja, die Daten an diesen Server senden'],
  [/^Delete it\?$/, 'Ja, löschen'],
  [/^Do it\?$/, 'Ja, tun'],
  [/^Connect it\?$/, 'Ja, verbinden'],
  [/^Change it\?$/, 'Ja, ändern'],
  // What is named.
  [/^list$/, 'Liste'],
  [/^campaign$/, 'Kampagne'],
  [/^recipient$/, 'Empfänger'],
  [/^host$/, 'Server'],
  [/^event$/, 'Ereignis'],
  [/^webhook$/, 'Webhook'],
  [/^content$/, 'Inhalt'],
  [/^sender$/, 'Absender'],
  [/^warm_up$/, 'Aufwärmen'],
  [/^emailFrom$/, 'Absenderadresse'],
  [/^smtp$/, 'SMTP-Server'],
  [/^imap$/, 'IMAP-Server'],
  [/^replyTo$/, 'Antworten an'],
  [/^bccEmail$/, 'Blindkopie an'],
];

/** @returns undefined for what has no German words yet */
export function inGerman(english: string): string | undefined {
  return known(PHRASES, english);
}

function translated(phrases: readonly Phrase[], english: string): string {
  return known(phrases, english) ?? english;
}

function known(phrases: readonly Phrase[], english: string): string | undefined {
  const phrase = phrases.find(([pattern]) => pattern.test(english));
  if (!phrase) return undefined;
  const [pattern, german] = phrase;
  return typeof german === 'string' ? english.replace(pattern, german) : english.replace(pattern, german);
}
