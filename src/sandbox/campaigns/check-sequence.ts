import type { Params } from '../http/params.ts';
import type { Step } from '../state/campaign-plan.ts';

/** What is wrong with a parameter. */
export type Problem = [source: string, title: string];

const TYPES = ['email', 'delay', 'trigger', 'goal', 'linkedin'];
/** The actions that each type of step knows [C:ref]. */
const ACTIONS: Record<string, readonly string[]> = {
  linkedin: [
    ...['visit', 'like', 'follow', 'invite', 'message', 'in_mail'],
    ...['connected_on_linkedin', 'check_connection_level', 'endorse_skills'],
  ],
  trigger: [
    ...['open', 'click', 'calendly', 'connected_on_linkedin', 'check_connection_level'],
    'linkedin_in_mail_sent',
  ],
};
/** The longest wait in each unit [C:ref]. */
const LONGEST: Record<string, number> = { minutes: 43_200, hours: 720, days: 30 };
const MOST_SLOTS = 15;

/** What is wrong with `sequence`, by the rules of the reference [C:ref]; the words are a GUESS. */
export function sequenceProblems(sequence: unknown): Problem[] {
  const { entry, steps } = (sequence ?? {}) as Params;
  if (typeof entry !== 'string' || !Array.isArray(steps) || steps.length === 0)
    return [['sequence', 'sequence needs entry and steps']];
  const all = steps as Step[];
  const refs = all.map(step => step._ref);
  const first = all.find(step => step._ref === entry);
  if (new Set(refs).size < refs.length) return [['sequence.steps', '_ref must be unique']];
  if (!first || first.type === 'goal') return [['sequence.entry', 'entry must be a step, and no goal']];
  return all.flatMap(step => stepProblems(step, all).map((title): Problem => ['sequence.steps', title]));
}

function stepProblems(step: Step, all: readonly Step[]): string[] {
  if (typeof step._ref !== 'string' || step._ref === '') return ['_ref is required'];
  if (!TYPES.includes(step.type)) return [`type must be one of ${TYPES.join(', ')}`];
  return [
    ...linkProblems(step, all),
    ...(step.type === 'delay' || step.type === 'trigger' ? waitProblems(step) : []),
    ...(ACTIONS[step.type]?.includes(String(step.action)) === false ? ['action is invalid'] : []),
    ...(step.type === 'goal' && !step.goal_name ? ['goal_name is required'] : []),
    ...(step.type === 'email' && !isBetween(step.content_slots, 1, MOST_SLOTS)
      ? [`content_slots must be 1 to ${MOST_SLOTS}`]
      : []),
    ...(step.type === 'linkedin' ? linkedInProblems(step, all) : []),
    ...(step.type === 'trigger' ? triggerProblems(step, all) : []),
  ];
}

function linkProblems({ type, next, yes, no }: Step, all: readonly Step[]): string[] {
  const dead = [next, yes, no].filter(ref => ref && !all.some(({ _ref }) => _ref === ref));
  if (dead.length > 0) return ['a link leads to no step'];
  if (type === 'goal' && next) return ['a goal has no next'];
  return (yes || no) && type !== 'trigger' ? ['yes and no belong to triggers'] : [];
}

function waitProblems({ waiting_type, waiting_val }: Step): string[] {
  const most = LONGEST[String(waiting_type)];
  if (most === undefined) return ['waiting_type must be minutes, hours or days'];
  return isBetween(waiting_val, 1, most) ? [] : [`waiting_val must be 1 to ${most}`];
}

function linkedInProblems({ action, body, subject, value, next }: Step, all: readonly Step[]): string[] {
  const after = all.find(({ _ref }) => _ref === next)?.action;
  const problems: string[] = [];
  if (['invite', 'message', 'in_mail'].includes(String(action)) && !body) problems.push('body is required');
  if (action === 'in_mail' && !subject) problems.push('subject is required');
  if (action === 'in_mail' && after !== 'linkedin_in_mail_sent')
    problems.push('in_mail must lead to a linkedin_in_mail_sent trigger');
  if (action === 'connected_on_linkedin' && after !== 'connected_on_linkedin')
    problems.push('connected_on_linkedin must lead to its trigger');
  if (action === 'endorse_skills' && !isBetween(value, 1, 5)) problems.push('value must be 1 to 5');
  return problems;
}

function triggerProblems({ _ref, action, value }: Step, all: readonly Step[]): string[] {
  const before = all.filter(({ next }) => next === _ref);
  if (action === 'calendly' && !before.some(({ type }) => type === 'email'))
    return ['a calendly trigger must follow an email step'];
  if (action !== 'check_connection_level') return [];
  const levels = Array.isArray(value) ? value : [];
  const isGood = levels.length > 0 && levels.length < 3 && new Set(levels).size === levels.length;
  return isGood && levels.every(level => isBetween(level, 1, 3)) ? [] : ['value must be one or two levels'];
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
