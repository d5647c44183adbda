import { createHash } from 'node:crypto';
import type { Ask, Grant } from '../errors.ts';
import type { Snovio } from '../snovio/snovio.ts';
import { withNames } from '../text/quoted.ts';
import type { Tool } from '../tool.ts';

/** The call that a question belongs to. An agreement is good for this call alone. */
export interface AskedCall {
  readonly tool: string;
  /** The tool's title. */
  readonly title: string;
  /** As the tool's schema read them. */
  readonly args: unknown;
  /** The account's key. */
  readonly account: string;
}

/** @param args as the tool's schema read them */
export function askedOf({ name, title }: Tool, args: unknown, { key }: Snovio): AskedCall {
  return { tool: name, title, args, account: key };
}

/** SHA-256 of arguments, whatever order their keys come in: a host may put them in another. */
export function hashOf(args: unknown): string {
  return createHash('sha256').update(JSON.stringify(args, sorted)).digest('hex');
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A question as a host shows it among words of its own, so it says who asks. */
export function inWords({ text, names = [] }: Ask): string {
  return withNames(`snovio-mcp: ${text}`, names);
}

/** What was agreed to at first, and then to go on. */
export function together(one: Grant | undefined, other: Grant): Grant {
  const credits = other.credits ?? one?.credits;
  const actions = [...new Set([...(one?.actions ?? []), ...(other.actions ?? [])])];
  return { ...(credits !== undefined && { credits }), ...(actions.length > 0 && { actions }) };
}
