import type { Agent } from '../host/agent.ts';

/**
 * What a sensible agent does: what it knows stands in the person's words or in an answer of a tool.
 * @returns what it says at the end
 */
export type Script = (agent: Agent, words: string) => Promise<string>;

/** Scripts by the name of their task. */
export type Scripts = Readonly<Record<string, Script>>;
