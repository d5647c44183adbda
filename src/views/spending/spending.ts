import { follow, languageOf } from '../shared/appearance.ts';
import { element } from '../shared/elements.ts';
import { Host, type ToolResult } from '../shared/host.ts';
import { listOf, recordOf } from '../shared/values.ts';
import { type Balance, readBalance, readDays, type ToolCredits } from './answer.ts';
import { bars, lastDays } from './days.ts';
import { TEXTS } from './texts.ts';

// The card of get_balance: what is left, what the limits leave, and where the credits went.

const main = document.body.appendChild(element('main'));
let host: Host | undefined;

const texts = () => TEXTS[languageOf(host?.context.locale)];
const format = (credits: number) =>
  new Intl.NumberFormat(host?.context.locale, { maximumFractionDigits: 2 }).format(credits);

function show(...children: (Node | undefined)[]): void {
  main.replaceChildren(element('h1', {}, texts().title), ...children.filter(child => child !== undefined));
}

function showWords(words: string): void {
  show(element('p', { class: 'quiet', role: 'status' }, words));
}

function showResult({ isError, content, structuredContent }: ToolResult): void {
  const balance = isError ? undefined : readBalance(recordOf(structuredContent));
  if (!balance) return showWords(content?.find(({ type }) => type === 'text')?.text ?? texts().failed);
  const days = element('section', { 'aria-live': 'polite' });
  show(headline(balance), note(balance), limits(balance), days, tools(balance.tools));
  readResource('snovio://spending').then(
    resource => days.replaceChildren(...daySection(readDays(resource))),
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

function note(balance: Balance): HTMLElement | undefined {
  return balance.note === undefined ? undefined : element('p', { class: 'note' }, balance.note);
}

function limits({ spentToday, leftToday, spentByProcess, leftForProcess }: Balance): HTMLElement {
  const meters = [
    leftToday === undefined ? undefined : meter(texts().perDay, spentToday, leftToday),
    leftForProcess === undefined ? undefined : meter(texts().perProcess, spentByProcess, leftForProcess),
  ].filter(one => one !== undefined);
  const rows = meters.length > 0 ? meters : [element('p', { class: 'quiet' }, texts().noLimits)];
  return element('section', {}, element('h2', {}, texts().limits), ...rows);
}

function meter(name: string, spent: number, left: number): HTMLElement {
  const all = spent + left;
  const used = texts().used(format(spent), format(all));
  return element(
    'div',
    { class: 'limit' },
    element('span', {}, name),
    element('meter', { min: 0, max: all || 1, value: spent, 'aria-label': `${name}: ${used}` }),
    element('span', { class: 'quiet' }, `${used}, ${texts().left(format(left))}`),
  );
}

function daySection(credits: ReadonlyMap<string, number>): HTMLElement[] {
  if (credits.size === 0) return [];
  const date = new Intl.DateTimeFormat(host?.context.locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const label = (day: string, amount: number) => texts().onDay(date.format(new Date(day)), format(amount));
  const name = texts().byDay;
  return [
    element('h2', {}, name),
    bars(lastDays(Date.now()), credits, name, label) as unknown as HTMLElement,
  ];
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

let shown: ToolResult | undefined;
showWords(texts().waiting);
host = await Host.connect('snovio-spending', {
  onContext: context => {
    follow(context);
    if (shown) showResult(shown);
  },
  onResult: result => {
    shown = result;
    showResult(result);
  },
  onCancelled: () => showWords(texts().cancelled),
});
