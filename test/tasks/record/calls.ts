import { tokensOf } from '../../tokens.ts';
import type { Message, Passed } from './messages.ts';

/** A tool call as it passed by. */
export interface Call {
  readonly tool: string;
  readonly args: object;
  /** What the model reads; undefined if no answer came, as when the server was killed. */
  readonly answer: string | undefined;
  readonly isError: boolean;
}

/** The tool calls among the messages, in the order in which they were made. */
export function callsIn(passed: readonly Passed[]): Call[] {
  return passed.flatMap(one => {
    const { side, message } = one;
    if (side !== 'host' || message.method !== 'tools/call') return [];
    const { name = '?', arguments: args = {} } = message.params ?? {};
    return [{ tool: name, args, ...answerOf(replyTo(one, passed)) }];
  });
}

function replyTo({ connection, message: { id } }: Passed, passed: readonly Passed[]): Message | undefined {
  const isReply = (one: Passed) =>
    one.side === 'server' && one.connection === connection && one.message.method === undefined;
  return passed.find(one => isReply(one) && one.message.id === id)?.message;
}

function answerOf(reply: Message | undefined): Pick<Call, 'answer' | 'isError'> {
  if (!reply) return { answer: undefined, isError: true };
  const { result, error } = reply;
  if (!result) return { answer: error?.message ?? '', isError: true };
  const texts = result.content?.flatMap(({ text }) => (text === undefined ? [] : [text])) ?? [];
  return { answer: texts.join('\n'), isError: result.isError ?? false };
}

/** What the list of tools costs: that of the last time when it was asked for; 0 if it never was. */
export function listTokens(passed: readonly Passed[]): number {
  const lists = passed.flatMap(({ message }) => (message.result?.tools ? [message.result.tools] : []));
  const shown = lists
    .at(-1)
    ?.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  return shown ? tokensOf(shown.map(tool => JSON.stringify(tool)).join('\n')) : 0;
}
