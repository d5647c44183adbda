import { element } from '../shared/elements.ts';
import { funnel, shareBar } from './funnel.ts';
import { isEmpty, type Report } from './report.ts';
import { momentOf } from './timeline.ts';
import { called, type Wording } from './wording.ts';

/** Name, state and progress of a campaign. */
export function header(report: Report, { texts, day, days, percent, number }: Wording): HTMLElement {
  const { name, status, listName, startedAt, dateFrom, dateTo, progressPercent, unfinished } = report;
  const [started, from, to] = [startedAt, dateFrom, dateTo].map(momentOf);
  const facts = [
    listName && element('span', {}, texts.list, ' ', element('bdi', {}, listName)),
    started === undefined ? undefined : texts.since(day(started)),
    from !== undefined && to !== undefined && from <= to ? days(from, to) : undefined,
  ].filter(fact => fact !== undefined);
  return element(
    'header',
    {},
    element(
      'div',
      { class: 'title' },
      element('h1', { tabindex: '-1' }, element('bdi', {}, name ?? texts.title)),
      status &&
        element(
          'span',
          { class: `chip ${status === 'active' ? 'good' : ''}` },
          called(texts.statuses, status),
        ),
    ),
    facts.length > 0
      ? element('p', { class: 'quiet' }, ...facts.flatMap(fact => [' · ', fact]).slice(1))
      : undefined,
    progressPercent === undefined || isEmpty(report)
      ? undefined
      : element(
          'div',
          { class: 'progress' },
          element('span', { 'aria-hidden': 'true' }, shareBar(progressPercent / 100)),
          element(
            'span',
            { class: 'quiet' },
            [
              texts.through(percent(progressPercent)),
              unfinished ? texts.unfinished(unfinished, number(unfinished)) : undefined,
            ]
              .filter(Boolean)
              .join(' · '),
          ),
        ),
  );
}

/** The numbers of a campaign: how many replied, and the funnel. */
export function numbers(report: Report, wording: Wording): HTMLElement[] {
  const { texts } = wording;
  const nothing = Object.keys(report.counts).length === 0 && report.mailsSent === undefined;
  if (nothing) return [element('p', {}, texts.noNumbers)];
  if (isEmpty(report)) return [element('p', {}, texts.empty)];
  return [...headline(report, wording), funnel(report, wording)];
}

function headline({ counts, rates }: Report, { texts, number, percent }: Wording): HTMLElement[] {
  const [replied, reached] = [counts.replied?.people, counts.contactedByEmail?.people];
  if (rates.replied === undefined || replied === undefined || reached === undefined) return [];
  return [
    element(
      'p',
      { class: 'headline' },
      element('strong', {}, percent(rates.replied)),
      ` ${texts.headline} `,
      element('span', { class: 'quiet' }, '· ', texts.headlineOf(number(replied), number(reached))),
    ),
  ];
}

/** How the people who replied were judged; undefined where nobody was. */
export function interest({ counts }: Report, { texts, number }: Wording): HTMLElement | undefined {
  const names = ['interested', 'maybe', 'notInterested'] as const;
  const parts = names.flatMap(name => {
    const people = counts[name]?.people;
    return people ? [`${number(people)} ${texts.interest[name]}`] : [];
  });
  return parts.length > 0 ? element('p', {}, texts.judged(parts.join(', '))) : undefined;
}

/** What the report could not read, and why. */
export function missing({ missing: parts }: Report, { texts }: Wording): HTMLElement | undefined {
  if (parts.length === 0) return undefined;
  const rows = parts.map(({ part, reason }) =>
    element('li', {}, `${called(texts.parts, part)}: `, element('bdi', {}, reason)),
  );
  return element('div', { class: 'note' }, element('p', {}, texts.missing), element('ul', {}, ...rows));
}
