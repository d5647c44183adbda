import { addressOf, ask, countNotRun, type Data, prospectOf, rows, withStatus } from './answers.ts';
import { saveTo } from './save.ts';
import type { Scripts } from './script.ts';

const ADDRESS = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;

export const verifyScripts: Scripts = {
  'thirty-addresses': async (agent, words) => {
    const emails = words.match(ADDRESS) ?? [];
    const checked = await ask(agent, 'verify_emails', { emails, maxCredits: 10 });
    const saved = await saveTo(agent, 'July', withStatus(checked, 'valid').map(prospectOf));
    return `${saved} ${countNotRun(checked)} are unchecked.`;
  },

  'mixed-addresses': async (agent, words) => {
    const listed = /these addresses: (.*?)\. Those/.exec(words)?.[1]?.split(', ') ?? [];
    const checked = await ask(agent, 'verify_emails', { emails: listed, maxCredits: 7 });
    const safe = await saveTo(agent, 'Safe', oncePerPerson(withStatus(checked, 'valid')));
    const open = oncePerPerson(withStatus(checked, 'unknown', 'greylisted'));
    return `${safe} ${await saveTo(agent, 'Unclear', open)}`;
  },

  'clean-list': async agent => {
    const prepared = await ask(agent, 'prepare_leads', { listId: 'Trade fair 2025', maxCredits: 20 });
    return saveTo(agent, 'Trade fair clean', rows(prepared, 'ready').map(prospectOf));
  },

  'lost-connection': async (agent, words) => {
    const emails = words.match(ADDRESS) ?? [];
    const checked = await again(() => ask(agent, 'verify_emails', { emails, maxCredits: 10 }));
    return saveTo(agent, 'Webinar', withStatus(checked, 'valid').map(prospectOf));
  },
};

/** The addresses of these rows, each once, however it was written. */
function oncePerPerson(found: readonly Data[]): object[] {
  const emails = found.map(row => (addressOf(row).match(ADDRESS)?.[0] ?? '').toLowerCase());
  return [...new Set(emails)].map(email => ({ email }));
}

/** The same call once more when the connection breaks: it is always safe. */
async function again(call: () => ReturnType<typeof ask>): ReturnType<typeof ask> {
  try {
    return await call();
  } catch (error) {
    if (!String(error).includes('closed')) throw error;
    return call();
  }
}
