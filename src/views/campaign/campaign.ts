import { follow } from '../shared/appearance.ts';
import { element } from '../shared/elements.ts';
import { Host, type ToolResult } from '../shared/host.ts';
import { answerOf, wordsOf } from '../shared/result.ts';
import { ask } from './ask.ts';
import { Card } from './card.ts';
import { type Wording, wordingOf } from './wording.ts';

// The card of get_campaign_report and get_all_campaign_replies: what became of a campaign's mails, and what people replied.

const main = document.body.appendChild(element('main'));
let wording = wordingOf(undefined);
let args: Readonly<Record<string, unknown>> = {};
let card: Card | undefined;
/** What is said in the card's place. */
let saying: (wording: Wording) => string = ({ texts }) => texts.waiting;

function draw(): void {
  if (card) return card.draw(wording);
  main.replaceChildren(
    element('h1', {}, wording.texts.title),
    element('p', { class: 'quiet', role: 'status' }, saying(wording)),
  );
}

function show(result: ToolResult): void {
  card = result.isError
    ? undefined
    : Card.of(answerOf(result), args, (tool, given) => ask(host, tool, given), wording);
  saying = ({ texts }) => wordsOf(result) ?? texts.failed;
  if (card) main.replaceChildren(card.element);
  else draw();
}

let locale: unknown;
draw();
const host: Host = await Host.connect('snovio-campaign', {
  onContext: context => {
    follow(context);
    if (context.locale === locale) return;
    locale = context.locale;
    wording = wordingOf(locale);
    draw();
  },
  onInput: given => {
    args = given;
  },
  onResult: show,
  onCancelled: () => {
    card = undefined;
    saying = ({ texts }) => texts.cancelled;
    draw();
  },
});
