import type { ToolResult } from './host.ts';
import { listOf, numberOf, recordOf, textOf } from './values.ts';

/** A name that others chose, and what it names, such as `campaign`. */
export interface Name {
  readonly what: string;
  readonly name: string;
}

/** What the user's limits leave, in credits. */
export interface Left {
  readonly day: number | undefined;
  readonly process: number | undefined;
  readonly spentToday: number;
}

/** The question that a call was answered with; the server's `src/mcp/apps/card-questions.ts` writes it. */
export interface Approval {
  readonly token: string;
  readonly tool: string;
  /** The tool's title, in the server's words. */
  readonly title: string | undefined;
  readonly about: 'credits' | 'mail' | 'data' | 'loss' | 'sender';
  /** The question, in the server's words. */
  readonly text: string;
  /** What is agreed to, such as `Delete it?`. */
  readonly label: string;
  readonly credits: number | undefined;
  /** What the credits buy, such as `60 addresses`. */
  readonly buys: string | undefined;
  readonly left: Left | undefined;
  readonly names: readonly Name[];
  /** How many names were left out. */
  readonly moreNames: number;
  readonly seconds: number;
}

/** The most characters of a question. */
const LONGEST = 1000;
const ABOUT: readonly string[] = ['credits', 'mail', 'data', 'loss', 'sender'];

/** @returns undefined where the result asks nothing, or a part without which nobody can decide is missing */
export function approvalOf({ isError, _meta }: ToolResult): Approval | undefined {
  const meta = recordOf(_meta?.['snovio/approval']);
  const { token, about } = meta;
  const [tool, text, label] = [meta.tool, meta.text, meta.label].map(value => textOf(value, LONGEST));
  if (isError || typeof token !== 'string' || typeof about !== 'string' || !ABOUT.includes(about))
    return undefined;
  if (!tool || !text || !label) return undefined;
  const credits = numberOf(meta.credits);
  if (about === 'credits' && credits === undefined) return undefined;
  return {
    token,
    tool,
    title: textOf(meta.title),
    about: about as Approval['about'],
    text,
    label,
    credits,
    buys: textOf(meta.buys),
    left: leftOf(meta.left),
    names: listOf(meta.names).flatMap(nameOf),
    moreNames: numberOf(meta.moreNames) ?? 0,
    seconds: numberOf(meta.seconds) ?? 600,
  };
}

/** Why an answer did not count. */
export type NotOpen = 'expired' | 'used' | 'unknown';

/** @returns undefined where the result is no refusal of an answer */
export function notOpenOf({ _meta }: ToolResult): NotOpen | undefined {
  const { question } = recordOf(_meta?.['snovio/error']);
  return question === 'expired' || question === 'used' || question === 'unknown' ? question : undefined;
}

/** What this page has to show with an answer. It stands in the page as it was served, and in no result. */
export function pageKey(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name=key]')?.content || undefined;
}

function leftOf(value: unknown): Left | undefined {
  const { day, process, spentToday } = recordOf(value);
  const spent = numberOf(spentToday);
  return spent === undefined
    ? undefined
    : { day: numberOf(day), process: numberOf(process), spentToday: spent };
}

function nameOf(value: unknown): Name[] {
  const { what, name } = recordOf(value);
  const [kind, text] = [textOf(what), textOf(name)];
  return kind ? [{ what: kind, name: text ?? '' }] : [];
}
