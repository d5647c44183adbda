/** What the card says, in each language. */
export const TEXTS = {
  en: {
    title: 'Credits',
    waiting: 'Reading the balance …',
    failed: 'The balance could not be read.',
    cancelled: 'The call was cancelled.',
    balance: 'left at Snov.io',
    renewal: (days: number) =>
      days < 1 ? 'renewed today' : days === 1 ? 'renewed tomorrow' : `renewed in ${days} days`,
    expiry: (days: number) =>
      days < 1 ? 'plan ends today' : `plan ends in ${days === 1 ? 'one day' : `${days} days`}`,
    asTold: 'Snov.io charged what answers told.',
    rose: (credits: string) => `The balance rose by ${credits}: credits were bought or renewed.`,
    charged: (credits: string, told: string) => `Snov.io charged ${credits}; answers told ${told}.`,
    untold: (credits: string) =>
      `${credits} for answers that got lost: the same calls again give them, free.`,
    open: (credits: string) => `Up to ${credits} for what is pending or in doubt.`,
    unknown: (credits: string) =>
      `Of ${credits} this server knows nothing: others may use the account, or a server of yours elsewhere.`,
    limits: 'Limits you have set',
    perDay: 'Today (24 hours)',
    perProcess: 'Since this server started',
    used: (spent: string, all: string) => `${spent} of ${all} used`,
    left: (credits: string) => `${credits} left`,
    noLimits: 'None. SNOVIO_MAX_CREDITS_PER_DAY sets one.',
    byDay: 'Spent by day, last 30 days',
    byTool: 'Spent by tool, last 30 days',
    nothing: 'Nothing was spent in the last 30 days.',
    tool: 'Tool',
    credits: 'Credits',
    day: 'Day',
  },
  de: {
    title: 'Credits',
    waiting: 'Der Stand wird gelesen …',
    failed: 'Der Stand ließ sich nicht lesen.',
    cancelled: 'Der Aufruf wurde abgebrochen.',
    balance: 'übrig bei Snov.io',
    renewal: (days: number) =>
      days < 1 ? 'heute erneuert' : days === 1 ? 'morgen erneuert' : `in ${days} Tagen erneuert`,
    expiry: (days: number) =>
      days < 1 ? 'Tarif endet heute' : `Tarif endet in ${days === 1 ? 'einem Tag' : `${days} Tagen`}`,
    asTold: 'Snov.io hat abgebucht, was die Antworten nannten.',
    rose: (credits: string) => `Der Stand ist um ${credits} gestiegen: Credits wurden gekauft oder erneuert.`,
    charged: (credits: string, told: string) =>
      `Snov.io hat ${credits} abgebucht, die Antworten nannten ${told}.`,
    untold: (credits: string) =>
      `${credits} für Antworten, die verloren gingen: dieselben Aufrufe bringen sie noch einmal, kostenlos.`,
    open: (credits: string) => `Bis zu ${credits} für das, was noch läuft oder ungewiss ist.`,
    unknown: (credits: string) =>
      `Von ${credits} weiß dieser Server nichts: Vielleicht nutzen andere das Konto, oder ein Server von Ihnen anderswo.`,
    limits: 'Ihre Grenzen',
    perDay: 'Heute (24 Stunden)',
    perProcess: 'Seit dem Start dieses Servers',
    used: (spent: string, all: string) => `${spent} von ${all} verbraucht`,
    left: (credits: string) => `${credits} übrig`,
    noLimits: 'Keine. SNOVIO_MAX_CREDITS_PER_DAY setzt eine.',
    byDay: 'Verbrauch nach Tagen, letzte 30 Tage',
    byTool: 'Verbrauch nach Werkzeugen, letzte 30 Tage',
    nothing: 'In den letzten 30 Tagen wurde nichts verbraucht.',
    tool: 'Werkzeug',
    credits: 'Credits',
    day: 'Tag',
  },
};
