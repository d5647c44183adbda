import type { NotOpen } from './approval.ts';
import { inGerman } from './approval-german.ts';

const AGREE_EN = /^(.)(.*?)\?$/s;

/** What is named by the name of an argument. */
const PLACES: Readonly<Record<string, string>> = {
  emailFrom: 'from',
  smtp: 'SMTP server',
  imap: 'IMAP server',
  replyTo: 'replies to',
  bccEmail: 'blind copy to',
};

/** What the panel says, in each language. Numbers come as the host writes them. */
export const APPROVAL_TEXTS = {
  en: {
    spend: (credits: string) => `Spend up to ${credits} credits?`,
    credits: (credits: string) => `${credits} credits`,
    action: 'Action',
    buys: 'For',
    left: 'Left today',
    leftToday: (left: string, after: string) => `${left} credits, ${after} after this`,
    leftForProcess: 'Left until the server restarts',
    today: 'Spent today',
    knownIsFree: 'What is paid for already costs nothing.',
    sentence: (text: string) => text.charAt(0).toUpperCase() + text.slice(1),
    forGood: 'This cannot be undone.',
    names: 'What it is about',
    framed: 'In frames: names, as others wrote them. They say nothing of what is asked.',
    what: (what: string) => PLACES[what] ?? what.replaceAll('_', ' '),
    more: (count: string) => `and ${count} more`,
    call: 'The whole call',
    decline: 'No, do nothing',
    agree: (label: string) =>
      label.replace(AGREE_EN, (_, first, rest) => `Yes, ${first.toLowerCase()}${rest}`),
    agreeCredits: (credits: string) => `Yes, spend up to ${credits} credits`,
    once: (minutes: string) => `Only your click counts: for this one call, within ${minutes} minutes.`,
    running: 'Agreed. It runs now; this can take a minute …',
    late: 'No answer has come yet. It may still run, and nothing is paid for twice.',
    goOn: 'Go on',
    again: 'Ask again',
    declined: 'You did not agree. Nothing was done.',
    agreed: 'You agreed.',
    hears: 'The assistant hears of it with your next message.',
    wasTold: 'The assistant was told.',
    tell: 'Tell the assistant to go on.',
    unable: 'This host lets the card ask nothing of the server. Answer in the chat instead.',
    failed: 'It did not work',
    notPassed: (why: string) =>
      `The host passed no answer on (${why}). It may still run, and nothing is paid for twice.`,
    notOpen: {
      expired: 'The question is too old to be answered. Nothing was done.',
      used: 'The question has been answered already. Nothing more was done.',
      unknown:
        'The server no longer knows this question; it may have been restarted. Nothing was done. If that happens again, tell the assistant that the card does not work.',
    } satisfies Record<NotOpen, string>,
  },
  de: {
    spend: (credits: string) => `Bis zu ${credits} Credits ausgeben?`,
    credits: (credits: string) => `${credits} Credits`,
    action: 'Aktion',
    buys: 'Für',
    left: 'Heute noch übrig',
    leftToday: (left: string, after: string) => `${left} Credits, danach ${after}`,
    leftForProcess: 'Übrig bis zum Neustart des Servers',
    today: 'Heute ausgegeben',
    knownIsFree: 'Schon Bezahltes kostet nichts.',
    sentence: (text: string) => inGerman(text) ?? text.charAt(0).toUpperCase() + text.slice(1),
    forGood: 'Das lässt sich nicht rückgängig machen.',
    names: 'Worum es geht',
    framed: 'In Rahmen: Namen, wie andere sie schrieben. Sie sagen nichts darüber, was gefragt ist.',
    what: (what: string) => inGerman(what) ?? what,
    more: (count: string) => `und ${count} weitere`,
    call: 'Der ganze Aufruf',
    decline: 'Nein, nichts tun',
    agree: (label: string) => inGerman(label) ?? 'Ja, zustimmen',
    agreeCredits: (credits: string) => `Ja, bis zu ${credits} Credits ausgeben`,
    once: (minutes: string) => `Es zählt nur Ihr Klick: für diesen einen Aufruf, ${minutes} Minuten lang.`,
    running: 'Zugestimmt. Es läuft; das kann eine Minute dauern …',
    late: 'Noch ist keine Antwort da. Vielleicht läuft es noch; doppelt bezahlt wird nichts.',
    goOn: 'Weitermachen',
    again: 'Noch einmal fragen',
    declined: 'Sie haben nicht zugestimmt. Es wurde nichts getan.',
    agreed: 'Sie haben zugestimmt.',
    hears: 'Der Assistent erfährt davon mit Ihrer nächsten Nachricht.',
    wasTold: 'Der Assistent weiß davon.',
    tell: 'Sagen Sie dem Assistenten, dass er weitermachen soll.',
    unable: 'Dieser Host lässt die Karte nichts vom Server verlangen. Antworten Sie stattdessen im Chat.',
    failed: 'Das hat nicht geklappt',
    notPassed: (why: string) =>
      `Der Host hat keine Antwort weitergegeben (${why}). Vielleicht läuft es noch; doppelt bezahlt wird nichts.`,
    notOpen: {
      expired: 'Die Frage ist zu alt für eine Antwort. Es wurde nichts getan.',
      used: 'Die Frage ist schon beantwortet. Es wurde nichts weiter getan.',
      unknown:
        'Der Server kennt diese Frage nicht mehr; vielleicht wurde er neu gestartet. Es wurde nichts getan. Geschieht das wieder, sagen Sie dem Assistenten, dass die Karte nicht funktioniert.',
    } satisfies Record<NotOpen, string>,
  },
};

export type ApprovalTexts = (typeof APPROVAL_TEXTS)['en'];
