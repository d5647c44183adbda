import type { ListToolsResult } from '@modelcontextprotocol/server';
import { annotations } from '../annotations.ts';

/** What the record of a call says of an answer that runs no call. */
export const ANSWER_TOOL = { name: 'answer_card', effect: 'write' } as const;

const title = 'Answer on a card';
const text = { type: 'string' };

/**
 * The tool by which a card sends what the user has pressed. Hosts show it to no model, and where one does all the same it
 * is of no use to it: see `card-questions.ts`. It answers what the tool answers that was asked about.
 */
export const answerTool: ListToolsResult['tools'][number] = {
  name: ANSWER_TOOL.name,
  title,
  description: 'For cards only: takes what the click of a user carries.',
  inputSchema: {
    type: 'object',
    properties: { token: text, key: text, agree: { type: 'boolean' }, arguments: { type: 'object' } },
  },
  annotations: { title, ...annotations(ANSWER_TOOL) },
  _meta: { ui: { visibility: ['app'] } },
};
