import { type ErrorCode, explain, SnovioError } from '../../errors.ts';
import type { ToolListing } from '../tool-listing.ts';
import { type Field, fieldsOf } from './fields.ts';

/** Arguments that name something of the account. */
const NAMES_OF_THINGS = /^(?:.*Id|.*Ids|id)$/;

/** What any call can end with. */
const ALWAYS: readonly ErrorCode[] = [
  'not_configured',
  'unauthorized',
  'plan_forbidden',
  'rate_limited',
  'upstream_unavailable',
  'upstream_malformed',
  'cancelled',
];

/** Whether the user is asked before it does what others would feel: a call then has an argument that says so. */
export function asks(args: readonly Field[]): boolean {
  return args.some(({ path }) => path[0] === 'allowSending' || path[0] === 'confirm');
}

/** The codes with which calls of a tool can fail, by what its declaration says of it. */
export function errorCodesOf({ effect, inputSchema }: ToolListing): ErrorCode[] {
  const args = fieldsOf(inputSchema);
  const asksFirst = asks(args);
  const namesThings = args.some(({ path }) => NAMES_OF_THINGS.test(path.at(-1) ?? ''));
  return [
    ...(args.length > 0 ? (['invalid_input'] as const) : []),
    ...(namesThings ? (['not_found'] as const) : []),
    ...(effect === 'spend'
      ? (['credit_ceiling', 'not_enough_credits', 'hourly_quota', 'in_doubt'] as const)
      : []),
    ...(effect === 'read' ? [] : (['refused'] as const)),
    ...(effect === 'write' || effect === 'destructive' ? (['in_doubt'] as const) : []),
    ...(asksFirst ? (['sending_not_allowed'] as const) : []),
    ...ALWAYS,
  ];
}

/** An error code and what it means, as a line of Markdown. */
export function errorLine(code: ErrorCode): string {
  return `- \`${code}\`: ${explain(new SnovioError(code)).text}`;
}
