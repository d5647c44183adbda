import type { CallToolResult } from '@modelcontextprotocol/client';
import { type Harness, type HarnessOptions, startHarness } from '../../harness.ts';

/** What a client says that shows cards. */
export const SHOWS_CARDS = {
  extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } },
};

export const PAGE = 'ui://snovio/approval';
export const ANSWER = 'answer_card';

type Args = Record<string, unknown>;

/** What a card is told of a question. */
export interface Approval {
  readonly token: string;
  readonly tool: string;
  readonly title: string;
  readonly about: string;
  readonly text: string;
  readonly label: string;
  readonly credits?: number;
  readonly buys?: string;
  readonly left?: { day?: number; process?: number; spentToday: number };
  readonly names: { what: string; name: string }[];
  readonly moreNames: number;
}

/** The question of a result; undefined where it asks nothing. */
export function approvalIn({ _meta }: { _meta?: Args | undefined }): Approval | undefined {
  return _meta?.['snovio/approval'] as Approval | undefined;
}

/** The key of a page, as its script finds it. */
export function keyIn(page: string): string | undefined {
  return /<meta name="key" content="([^"]+)">/.exec(page)?.[1];
}

/** A host that shows cards. */
export interface CardHost extends Harness {
  /** Calls a tool for the model. @returns the whole result, as the host gets it */
  result(tool: string, args: Args): Promise<CallToolResult>;
  /** The key of the page, which is read anew. */
  key(): Promise<string>;
  /** Sends what a card would. */
  answer(answer: object): Promise<CallToolResult>;
  /** Asks a question, and presses on its card. @returns the question, and what the card gets */
  press(tool: string, args: Args, agree?: boolean): Promise<{ question: Approval; got: CallToolResult }>;
}

/** @param client what it says that it can do besides */
export async function startCardHost(
  { env, sandbox, reuse, prepare }: HarnessOptions = {},
  client: object = {},
): Promise<CardHost> {
  const h = await startHarness({
    ...(env && { env }),
    ...(sandbox && { sandbox }),
    ...(reuse && { reuse }),
    ...(prepare && { prepare }),
    client: { capabilities: { ...SHOWS_CARDS, ...client } },
  });
  const result: CardHost['result'] = (name, args) =>
    h.client.callTool({ name, arguments: args }, { timeout: 600_000 });
  const answer: CardHost['answer'] = given => result(ANSWER, given as Args);
  const key = async () => {
    const { contents } = await h.client.readResource({ uri: PAGE });
    return keyIn((contents[0] as { text: string }).text) ?? 'none';
  };
  const press: CardHost['press'] = async (tool, args, agree = true) => {
    const question = approvalIn(await result(tool, args));
    if (!question) throw new Error(`${tool} asked nothing`);
    const got = await answer({ token: question.token, key: await key(), agree, arguments: args });
    return { question, got };
  };
  return Object.assign(h, { result, key, answer, press });
}
