import { element } from '../shared/elements.ts';
import { shareBar } from './funnel.ts';
import type { Step } from './report.ts';
import type { Wording } from './wording.ts';

const EVENTS = ['opened', 'clicked', 'replied', 'bounced'] as const;
/** The server tells no more subjects. */
const MOST_STEPS = 10;

/** The steps of a campaign side by side: a row for what its mails brought, below a row with the subject. */
export function stepTable(steps: readonly Step[], wording: Wording): HTMLElement[] {
  const { texts } = wording;
  const best = bestOf(steps);
  const heads = ['sent', ...EVENTS] as const;
  const bodies = steps.map(step => stepRows(step, step === best, wording));
  const table = element(
    'table',
    { class: 'steps', 'aria-labelledby': 'steps' },
    element(
      'thead',
      {},
      element('tr', {}, ...heads.map(name => element('th', { scope: 'col' }, texts.stepHeads[name]))),
    ),
    ...bodies,
  );
  const notes = [texts.stepsNote, ...(steps.length >= MOST_STEPS ? [texts.tenSteps] : [])];
  return [table, element('p', { class: 'quiet small' }, notes.join(' '))];
}

function stepRows(step: Step, isBest: boolean, { texts, number, percent }: Wording): HTMLElement {
  const name = element(
    'tr',
    { class: 'subject' },
    element(
      'th',
      { scope: 'rowgroup', colspan: EVENTS.length + 1 },
      element('bdi', {}, step.subject || texts.noSubject),
      isBest ? ' ' : undefined,
      isBest ? element('span', { class: 'chip good' }, texts.mostReplies) : undefined,
    ),
  );
  const written = (count: number | undefined) => (count === undefined ? '–' : number(count));
  const cells = EVENTS.map(event => {
    const share = shareOf(step[event], step.sent);
    return element(
      'td',
      { class: event },
      element('span', { class: 'count' }, written(step[event])),
      share === undefined ? undefined : ' ',
      share === undefined ? undefined : element('span', { class: 'quiet small' }, percent(100 * share)),
      share === undefined ? undefined : element('span', { 'aria-hidden': 'true' }, shareBar(share)),
    );
  });
  const sent = element('td', {}, element('span', { class: 'count' }, written(step.sent)));
  return element('tbody', {}, name, element('tr', {}, sent, ...cells));
}

/** Undefined where the numbers cannot both be right as a share: a mail can be opened more than once. */
function shareOf(count: number | undefined, sent: number | undefined): number | undefined {
  return count === undefined || !sent || count > sent ? undefined : count / sent;
}

/** The step that brought the most replies for its mails, where it is a single one of several. */
function bestOf(steps: readonly Step[]): Step | undefined {
  const shares = steps.map(step => shareOf(step.replied, step.sent) ?? 0);
  const most = Math.max(0, ...shares);
  const isAlone = shares.filter(share => share === most).length === 1;
  return steps.length > 1 && most > 0 && isAlone ? steps[shares.indexOf(most)] : undefined;
}
