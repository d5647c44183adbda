import type { Approval, Left, Name } from './approval.ts';
import type { ApprovalTexts } from './approval-texts.ts';
import { drawn, element } from './elements.ts';

/** The most characters of the arguments that are shown. */
const LONGEST_CALL = 4000;
/** Arguments that nobody has to see again. */
const SECRET = /password|secret|token/i;

/** A question as it stands in a card: the heading first, which stays when it is answered. */
export function questionElement(
  approval: Approval,
  args: Readonly<Record<string, unknown>>,
  texts: ApprovalTexts,
  locale: string,
): HTMLElement[] {
  const format = (credits: number) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(credits);
  const { about, credits, text } = approval;
  const [question, ...rest] = questionFirst(texts.sentence(text));
  const heading = credits === undefined ? question : texts.spend(format(credits));
  return [
    element('h1', { id: 'question', tabindex: -1 }, heading),
    ...(credits === undefined && rest.length > 0 ? [element('p', {}, rest.join(' '))] : []),
    ...(about === 'loss' ? [element('p', { class: 'bad' }, texts.forGood)] : []),
    ...(credits === undefined ? [] : price(approval, credits, texts, format)),
    ...names(approval, texts, format),
    wholeCall(approval.tool, args, texts),
  ];
}

/** The sentences of a text, the question ahead of what it is asked for. */
function questionFirst(text: string): string[] {
  const sentences = text.split(/(?<=[.?]) (?=\p{Lu})/u);
  const isQuestion = (sentence: string) => sentence.endsWith('?');
  return [...sentences.filter(isQuestion), ...sentences.filter(sentence => !isQuestion(sentence))];
}

/** A text of the server's. What it quotes is a name that others chose, and is framed. */
function framed(text: string): (string | HTMLElement)[] {
  return text
    .split(/"([^"]*)"/)
    .map((part, i) => (i % 2 === 1 ? element('bdi', { class: 'name' }, part) : part));
}

type Format = (credits: number) => string;

function price(
  { title, buys, left }: Approval,
  credits: number,
  texts: ApprovalTexts,
  format: Format,
): HTMLElement[] {
  const rows: [string, ...(string | HTMLElement)[]][] = [
    ...(title === undefined ? [] : [[texts.action, texts.sentence(title)] as [string, string]]),
    ...(buys === undefined ? [] : [[texts.buys, ...framed(texts.sentence(buys))] as [string, string]]),
    ...(left ? leftRows(left, credits, texts, format) : []),
  ];
  const facts = rows.flatMap(([term, ...words]) => [element('dt', {}, term), element('dd', {}, ...words)]);
  return [
    element('dl', { class: 'facts' }, ...facts),
    ...(left?.day === undefined ? [] : [bar(left.spentToday, credits, left.day)]),
    element('p', { class: 'quiet' }, texts.knownIsFree),
  ];
}

function leftRows(
  { day, process, spentToday }: Left,
  credits: number,
  texts: ApprovalTexts,
  format: Format,
): [string, string][] {
  const after = (left: number) => texts.leftToday(format(left), format(Math.max(0, left - credits)));
  return [
    day === undefined ? [texts.today, texts.credits(format(spentToday))] : [texts.left, after(day)],
    ...(process === undefined ? [] : [[texts.leftForProcess, after(process)] as [string, string]]),
  ];
}

/** What is spent of the day's limit, and what this would take of it. The words beside it say the same. */
function bar(spent: number, credits: number, left: number): HTMLElement {
  const all = spent + left || 1;
  const part = (from: number, width: number, name: string) =>
    drawn('rect', { x: (from / all) * 100, width: (width / all) * 100, height: 4, class: name });
  const taken = Math.min(credits, left);
  return drawn(
    'svg',
    { viewBox: '0 0 100 4', preserveAspectRatio: 'none', class: 'limit', 'aria-hidden': 'true' },
    part(0, 100 * all, 'all'),
    part(0, spent, 'spent'),
    part(spent, taken, 'taken'),
  ) as unknown as HTMLElement;
}

function names({ names: shown, moreNames }: Approval, texts: ApprovalTexts, format: Format): HTMLElement[] {
  if (shown.length === 0) return [];
  const row = ({ what, name }: Name) => [
    element('dt', {}, texts.what(what)),
    element('dd', {}, element('bdi', { class: 'name' }, name)),
  ];
  const more = moreNames > 0 ? [element('p', { class: 'quiet' }, texts.more(format(moreNames)))] : [];
  return [
    element('h2', { id: 'names' }, texts.names),
    element('p', { class: 'quiet' }, texts.framed),
    element('dl', { class: 'facts', 'aria-labelledby': 'names' }, ...shown.flatMap(row)),
    ...more,
  ];
}

function wholeCall(tool: string, args: Readonly<Record<string, unknown>>, texts: ApprovalTexts): HTMLElement {
  const json = JSON.stringify(args, (name, value) => (SECRET.test(name) ? '•••' : value), 1) ?? '';
  // What a reader does not see could turn the rest around.
  const visible = json.replace(
    /[\p{Cf}\p{Zl}\p{Zp}]/gu,
    hidden => `\\u{${hidden.codePointAt(0)?.toString(16)}}`,
  );
  const shown = visible.length > LONGEST_CALL ? `${visible.slice(0, LONGEST_CALL)}…` : visible;
  const code = element('pre', { tabindex: 0, role: 'region', 'aria-label': texts.call }, shown);
  return element(
    'details',
    {},
    element('summary', {}, texts.call),
    element('p', {}, element('code', {}, tool)),
    code,
  );
}
