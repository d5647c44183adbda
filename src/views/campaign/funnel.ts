import { drawn, element } from '../shared/elements.ts';
import type { Report } from './report.ts';
import type { Wording } from './wording.ts';

type StageName = keyof Wording['texts']['stages'];

/** A row of the funnel. */
interface Stage {
  readonly name: StageName;
  readonly count: number | undefined;
  /** Percent, as the report tells it. */
  readonly share: number | undefined;
  /** How much of the bar's place it fills, from 0 to 1. */
  readonly part: number;
  readonly often: string | undefined;
}

/** The way of a campaign's mails, from the people mailed to those who replied, and the mails that came back. */
export function funnel(report: Report, wording: Wording): HTMLElement {
  const { texts } = wording;
  const head = (text: string, name = '') => element('th', { scope: 'col', class: name }, text);
  const heads = element(
    'tr',
    {},
    head(texts.stage),
    element('td', { 'aria-hidden': 'true' }),
    head(texts.number, 'number'),
    head(texts.share, 'number'),
    head(texts.times, 'number often'),
  );
  return element(
    'section',
    {},
    element('h2', { id: 'funnel' }, texts.funnel),
    element(
      'table',
      { class: 'funnel', 'aria-labelledby': 'funnel' },
      element('thead', { class: 'unseen' }, heads),
      element('tbody', {}, ...stagesOf(report, wording).map(stage => row(stage, wording))),
    ),
    element('p', { class: 'quiet small' }, definition(report, wording)),
  );
}

function row({ name, count, share, part, often }: Stage, { texts, number, percent }: Wording): HTMLElement {
  const cell = (text: string | undefined, more = '') =>
    element('td', { class: `number ${more}` }, text ?? element('span', { 'aria-label': texts.untold }, '–'));
  return element(
    'tr',
    { class: `stage ${name}` },
    element('th', { scope: 'row' }, texts.stages[name]),
    element('td', { class: 'place', 'aria-hidden': 'true' }, shareBar(part)),
    cell(count === undefined ? undefined : number(count), 'count'),
    element('td', { class: 'number' }, share === undefined ? undefined : percent(share)),
    element('td', { class: 'number often quiet' }, often),
  );
}

/** A bar that fills a part of its place. @param part from 0 to 1; what is beyond is cut */
export function shareBar(part: number): SVGSVGElement {
  const filled = Math.min(1, Math.max(0, part));
  const width = `${(100 * filled).toFixed(2)}%`;
  return drawn(
    'svg',
    { class: 'share' },
    drawn('rect', { class: 'track', width: '100%', height: '100%', rx: 3 }),
    filled > 0 ? drawn('rect', { class: 'bar', width, height: '100%', rx: 3 }) : undefined,
  );
}

function stagesOf({ counts, rates, mailsSent, mailsBounced }: Report, wording: Wording): Stage[] {
  const people = (name: string) => counts[name]?.people;
  const reached = people('contactedByEmail');
  const base = Math.max(reached ?? 0, people('sent') ?? 0);
  const of = (count: number | undefined, whole: number | undefined) => (count && whole ? count / whole : 0);
  const stage = (name: StageName, share = rates[name]): Stage => {
    const often = counts[name]?.events;
    const { texts, number } = wording;
    const word = name === 'sent' ? texts.mails : texts.often;
    return {
      name,
      count: people(name),
      share,
      part: of(people(name), base),
      often: often === undefined ? undefined : word(often, number(often)),
    };
  };
  const bounced: Stage = {
    name: 'bounced',
    count: mailsBounced,
    share: rates.bounced,
    part: of(mailsBounced, mailsSent),
    often: undefined,
  };
  return [
    stage('sent', undefined),
    stage('contactedByEmail', reached ? 100 : undefined),
    stage('opened'),
    stage('clicked'),
    stage('replied'),
    ...(people('autoReplied') ? [stage('autoReplied', undefined)] : []),
    stage('unsubscribed'),
    bounced,
  ];
}

/** What the shares are of: as the report computes them. */
function definition({ counts, mailsSent }: Report, { texts, number }: Wording): string {
  const reached = counts.contactedByEmail?.people;
  return reached === undefined || mailsSent === undefined
    ? texts.definitionAlone
    : texts.definition(number(reached), number(mailsSent));
}
