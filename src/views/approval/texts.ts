/** What the page says beside the question, in each language. */
export const TEXTS = {
  en: {
    title: 'Snov.io',
    waiting: 'The call runs …',
    cancelled: 'The call was cancelled.',
    done: 'Done',
    noQuestion: 'Nothing had to be asked.',
    failed: 'The call did not work.',
    answer: 'What came of it',
    entries: (count: string) => `${count} entries`,
  },
  de: {
    title: 'Snov.io',
    waiting: 'Der Aufruf läuft …',
    cancelled: 'Der Aufruf wurde abgebrochen.',
    done: 'Erledigt',
    noQuestion: 'Es war nichts zu fragen.',
    failed: 'Der Aufruf hat nicht geklappt.',
    answer: 'Was dabei herauskam',
    entries: (count: string) => `${count} Einträge`,
  },
};
