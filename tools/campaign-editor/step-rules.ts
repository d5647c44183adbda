import type { SnovioError } from '../../src/errors.ts';
import { invalid } from '../shared/check.ts';
import type { NamedStep } from './step.ts';
import { waitOf } from './wait.ts';

/** The actions that each type of step knows [C:ref]. */
const ACTIONS = {
  linkedin: [
    ...['visit', 'like', 'follow', 'invite', 'message', 'in_mail'],
    ...['connected_on_linkedin', 'check_connection_level', 'endorse_skills'],
  ],
  trigger: [
    ...['open', 'click', 'calendly', 'connected_on_linkedin', 'check_connection_level'],
    'linkedin_in_mail_sent',
  ],
};

/** The trigger that has to follow an action of LinkedIn [C:ref]. */
const FOLLOWS: Readonly<Record<string, string>> = {
  in_mail: 'linkedin_in_mail_sent',
  connected_on_linkedin: 'connected_on_linkedin',
};

/** Finds what is wrong with a step; undefined if it is right. */
type Rule = (step: NamedStep, all: readonly NamedStep[], index: number) => string | undefined;

/** The rules of the reference for each step of a sequence [C:ref]. @throws SnovioError `invalid_input` */
export function checkStep(step: NamedStep, index: number, all: readonly NamedStep[]): void {
  for (const rule of RULES) {
    const problem = rule(step, all, index);
    if (problem) throw wrong(index, problem);
  }
}

function wrong(index: number, problem: string): SnovioError {
  return invalid(`steps[${index}]`, problem);
}

const RULES: readonly Rule[] = [links, waits, actions, goals, mails, messages, triggers, values];

function links({ type, next, yes, no }: NamedStep, all: readonly NamedStep[]): string | undefined {
  const dead = [next, yes, no].some(ref => ref && !all.some(step => step.ref === ref.trim()));
  if (dead) return 'next, yes and no: give the ref of a step.';
  if (type === 'trigger') return yes || no ? undefined : 'give yes or no: a trigger needs one.';
  return yes || no ? 'leave yes and no out: they belong to a trigger.' : undefined;
}

function waits({ type, wait }: NamedStep): string | undefined {
  if (type !== 'delay' && type !== 'trigger') return undefined;
  return waitOf(wait)
    ? undefined
    : `wait: give a ${type} step minutes, hours or days, such as 3 days, and at most 30 days.`;
}

function actions({ type, action = '' }: NamedStep): string | undefined {
  if (type !== 'linkedin' && type !== 'trigger') return undefined;
  return ACTIONS[type].includes(action)
    ? undefined
    : `action: a ${type} step takes ${ACTIONS[type].join(', ')}.`;
}

function goals({ type, goalName, next }: NamedStep, _: readonly NamedStep[], index: number) {
  if (type !== 'goal') return undefined;
  if (index === 0) return 'a goal cannot be the first step; begin with another.';
  if (next) return 'a goal ends its branch: leave its next out.';
  return goalName?.trim() ? undefined : 'goalName: give a goal its name.';
}

function mails({ type, body }: NamedStep): string | undefined {
  return type === 'email' && body
    ? 'body: leave it out; the text of an email step is written afterwards, with add_step_content.'
    : undefined;
}

function messages({ type, action = '', body, subject }: NamedStep): string | undefined {
  if (type !== 'linkedin') return undefined;
  if (['invite', 'message', 'in_mail'].includes(action) && !body?.trim())
    return `body: give ${action} its text.`;
  return action === 'in_mail' && !subject?.trim() ? 'subject: give in_mail its subject.' : undefined;
}

function triggers(step: NamedStep, all: readonly NamedStep[]): string | undefined {
  const { type, action = '', next } = step;
  const needed = type === 'linkedin' ? FOLLOWS[action] : undefined;
  const after = all.find(({ ref }) => ref === next?.trim());
  if (needed && !(after?.type === 'trigger' && after.action === needed))
    return `next: let ${action} lead to a trigger ${needed}.`;
  if (type !== 'trigger' || action !== 'calendly') return undefined;
  const isAfterMail = all.some(before => before.type === 'email' && before.next?.trim() === step.ref);
  return isAfterMail ? undefined : 'a calendly trigger has to follow an email step: let one lead to it.';
}

function values({ type, action, value = [] }: NamedStep): string | undefined {
  if (action === 'endorse_skills' && value.length !== 1)
    return 'value: give how many skills to endorse, such as [3], 1 to 5.';
  if (action !== 'check_connection_level' || (type === 'linkedin' && value.length === 0)) return undefined;
  const isGood = value.length > 0 && new Set(value).size === value.length && value.every(level => level <= 3);
  return isGood ? undefined : 'value: give one or two different levels of 1, 2, 3.';
}
