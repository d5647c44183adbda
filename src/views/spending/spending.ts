import { follow, languageOf, localeOf } from '../shared/appearance.ts';
import { columnPlot } from '../shared/columns.ts';
import { element } from '../shared/elements.ts';
import { Host, type ToolResult } from '../shared/host.ts';
import { textIn } from '../shared/result.ts';
import { listOf, recordOf } from '../shared/values.ts';
import { type Balance, lastDays, readBalance, readDays, type ToolCredits } from './answer.ts';
import { TEXTS } from './texts.ts';

// The card of get_balance: what is left, what the limits leave, and where the credits went.

const main = document.body.appendChild(element('main'));
let host: Host | undefined;

const texts = () => TEXTS[languageOf(host?.context.locale)];
const format = (credits: number) =>
  new Intl.NumberFormat(localeOf(host?.context.locale), { maximumFractionDigits: 2 }).format(credits);

function show(...children: (Node | undefined)[]): void {
  main.replaceChildren(element('h1', {}, texts().title), ...children.filter(child => child !== undefined));
}

function showWords(words: string): void {
  show(element('p', { class: 'quiet', role: 'status' }, words));
}

/** What the last answer brought, and where its credits went: read once, however often it is drawn. */
let shown: ToolResult | undefined;
let spentByDay: Promise<Map<string, number>> | undefined;

function showResult(result: ToolResult): void {
  const { isError, structuredContent } = result;
  const balance = isError ? undefined : readBalance(recordOf(structuredContent));
  if (!balance) return showWords(textIn(result) ?? texts().failed);
  const days = element('section', { 'aria-live': 'polite' });
  show(headline(balance), note(balance), limits(balance), days, tools(balance.tools));
  spentByDay ??= readResource('snovio://spending').then(readDays);
  spentByDay.then(
    credits => days.replaceChildren(...daySection(credits)),
    // A host that reads no resources for views: the table of tools has to do.
    () => days.remove(),
  );
}

function headline({ balance, daysToReset, daysToExpiry }: Balance): HTMLElement {
  const facts = [
    texts().balance,
    daysToReset === undefined ? undefined : texts().renewal(daysToReset),
    daysToExpiry === undefined ? undefined : texts().expiry(daysToExpiry),
  ];
  return element(
    'p',
    { class: 'headline' },
    element('strong', {}, format(balance)),
    ` ${facts.filter(Boolean).join(' · ')}`,
  );
}

/** What Snov.io charged against what answers told; undefined where there is nothing to compare. */
function note({ since, untold, open }: Balance): HTMLElement | undefined {
  const { charged = 0, told = 0 } = since ?? {};
  const unknown = charged - told - untold - open;
  const owed = [
    since && charged < 0 ? texts().rose(format(-charged)) : undefined,
    charged >= 0 && charged !== told ? texts().charged(format(charged), format(told)) : undefined,
    untold > 0 ? texts().untold(format(untold)) : undefined,
    open > 0 ? texts().open(format(open)) : undefined,
    charged >= 0 && unknown > 0.005 ? texts().unknown(format(unknown)) : undefined,
  ].filter(words => words !== undefined);
  if (owed.length > 0) return element('p', { class: 'note' }, owed.join(' '));
  return since ? element('p', { class: 'quiet' }, texts().asTold) : undefined;
}

function limits({ spentToday, leftToday, spentByProcess, leftForProcess }: Balance): HTMLElement {
  const meters = [
    leftToday === undefined ? undefined : meter(texts().perDay, spentToday, leftToday),
    leftForProcess === undefined ? undefined : meter(texts().perProcess, spentByProcess, leftForProcess),
  ].filter(one => one !== undefined);
  const rows = meters.length > 0 ? meters : [element('p', { class: 'quiet' }, texts().noLimits)];
  return element('section', {}, element('h2', {}, texts().limits), ...rows);
}

/** From this share on a limit is nearly used up. */
const NEARLY_ALL = 0.8;

function meter(name: string, spent: number, left: number): HTMLElement {
  const all = spent + left;
  const used = texts().used(format(spent), format(all));
  return element(
    'div',
    { class: 'limit' },
    element('span', {}, name),
    // Coloured as a warning where little is left.
    element('meter', {
      min: 0,
      max: all || 1,
      high: NEARLY_ALL * all || 1,
      optimum: 0,
      value: spent,
      'aria-label': `${name}: ${used}`,
    }),
    element('span', { class: 'quiet' }, `${used}, ${texts().left(format(left))}`),
  );
}

function daySection(credits: ReadonlyMap<string, number>): HTMLElement[] {
  if (credits.size === 0) return [];
  const date = new Intl.DateTimeFormat(localeOf(host?.context.locale), {
    dateStyle: 'medium',
    timeZone: 'UTC',
  });
  const columns = lastDays(Date.now()).map(day => {
    const value = credits.get(day) ?? 0;
    return { label: date.format(new Date(day)), value, told: format(value) };
  });
  const { byDay: name, day, credits: number } = texts();
  return [element('h2', {}, name), columnPlot(name, columns, [day, number])];
}

function tools(spent: readonly ToolCredits[]): HTMLElement {
  if (spent.length === 0) return element('p', { class: 'quiet' }, texts().nothing);
  const rows = [...spent]
    .sort((a, b) => b.credits - a.credits)
    .map(({ tool, credits }) =>
      element(
        'tr',
        {},
        element('td', {}, element('code', {}, tool)),
        element('td', { class: 'number' }, format(credits)),
      ),
    );
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, texts().tool),
    element('th', { scope: 'col', class: 'number' }, texts().credits),
  );
  return element(
    'section',
    {},
    element('h2', { id: 'tools' }, texts().byTool),
    element(
      'table',
      { 'aria-labelledby': 'tools' },
      element('thead', {}, head),
      element('tbody', {}, ...rows),
    ),
  );
}

/** @throws Error when the host does not read resources, or the server has no such one */
async function readResource(uri: string): Promise<Readonly<Record<string, unknown>>> {
  if (!host?.capabilities.serverResources) throw new Error('no resources');
  const { contents } = await host.request('resources/read', { uri });
  const { text } = recordOf(listOf(contents)[0]);
  return recordOf(JSON.parse(String(text)));
}

showWords(texts().waiting);
host = await Host.connect('snovio-spending', {
  onContext: context => {
    follow(context);
    if (shown) showResult(shown);
  },
  onResult: result => {
    shown = result;
    spentByDay = undefined;
    showResult(result);
  },
  onCancelled: () => showWords(texts().cancelled),
});
