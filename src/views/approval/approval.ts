import { follow, languageOf, localeOf } from '../shared/appearance.ts';
import { ApprovalPanel } from '../shared/approval-panel.ts';
import { element } from '../shared/elements.ts';
import { Host, type ToolResult } from '../shared/host.ts';
import { textIn } from '../shared/result.ts';
import { recordOf, textOf } from '../shared/values.ts';
import { TEXTS } from './texts.ts';

// The card of all tools that may ask the user and have no card of their own: the question, and then what came of it.

const MOST_FACTS = 12;

const main = document.body.appendChild(element('main'));
let host: Host | undefined;
let args: Readonly<Record<string, unknown>> = {};
let shown: { readonly result: ToolResult; readonly note: string | undefined } | undefined;

const texts = () => TEXTS[languageOf(host?.context.locale)];

function showWords(words: string): void {
  main.replaceChildren(
    element('h1', { class: 'quiet' }, texts().title),
    element('p', { role: 'status' }, words),
  );
}

const panel = new ApprovalPanel({
  host: () => host,
  show: question => main.replaceChildren(question),
  onAnswer: showResult,
});

/** @param note what the user has agreed to; undefined where nothing was asked */
function showResult(result: ToolResult, note?: string): void {
  shown = { result, note };
  const { isError, structuredContent } = result;
  const answer = recordOf(structuredContent);
  // Of a question that the host keeps from its card, the words are left.
  const words = textIn(result);
  if (isError) return showWords(words ?? texts().failed);
  const facts = Object.entries(answer).flatMap(factOf).slice(0, MOST_FACTS);
  const rows = facts.flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, element('bdi', { class: 'name' }, value)),
  ]);
  main.replaceChildren(
    element('h1', {}, texts().done),
    element('p', { role: 'status' }, note ?? texts().noQuestion),
    element(
      'details',
      { open: note !== undefined },
      element('summary', {}, texts().answer),
      element('dl', { class: 'facts' }, ...rows),
    ),
  );
}

function factOf([name, value]: [string, unknown]): [string, string][] {
  const format = (count: number) => new Intl.NumberFormat(localeOf(host?.context.locale)).format(count);
  if (Array.isArray(value)) return [[name, texts().entries(format(value.length))]];
  if (typeof value === 'number') return [[name, format(value)]];
  if (typeof value === 'string' || typeof value === 'boolean') return [[name, textOf(String(value)) ?? '']];
  const { spent } = recordOf(value);
  return typeof spent === 'number' ? [[name, format(spent)]] : [];
}

showWords(texts().waiting);
host = await Host.connect('snovio-approval', {
  onInput: (given, isWhole) => {
    if (isWhole) args = given;
  },
  onContext: context => {
    follow(context);
    if (!panel.redraw() && shown) showResult(shown.result, shown.note);
  },
  onResult: result => {
    if (!panel.shows(result, args)) showResult(result);
  },
  onCancelled: () => showWords(texts().cancelled),
});
