import {
  type GetPromptResult,
  type ListPromptsResult,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { withNames } from '../../text/quoted.ts';
import { buildLeadList } from './build-lead-list.ts';
import { campaignReport } from './campaign-report.ts';
import { checkList } from './check-list.ts';
import { cleanList } from './clean-list.ts';
import type { Given, PromptArgument, PromptDeclaration } from './prompt.ts';
import { triageReplies } from './triage-replies.ts';

const DECLARED: readonly PromptDeclaration[] = [
  buildLeadList,
  checkList,
  triageReplies,
  campaignReport,
  cleanList,
];

/** The prompts that go with the tools of a server. */
export class Prompts {
  readonly #prompts: ReadonlyMap<string, PromptDeclaration>;
  readonly #has: (tool: string) => boolean;
  readonly list: ListPromptsResult['prompts'];

  /** @param tools the names of the tools that hosts are shown */
  constructor(tools: ReadonlySet<string>) {
    this.#has = tool => tools.has(tool);
    const offered = DECLARED.filter(prompt => prompt.tools.every(this.#has));
    this.#prompts = new Map(offered.map(prompt => [prompt.name, prompt]));
    this.list = offered.map(({ name, title, description, arguments: declared }) => ({
      name,
      title,
      description,
      arguments: declared.map(({ completes: _, required = false, ...shown }) => ({ ...shown, required })),
    }));
  }

  /** An argument of a prompt; undefined if there is none of this name. */
  argument(prompt: string, name: string): PromptArgument | undefined {
    return this.#prompts.get(prompt)?.arguments.find(argument => argument.name === name);
  }

  /** @throws ProtocolError */
  get(name: string, raw: Given = {}): GetPromptResult {
    const prompt = this.#prompts.get(name);
    if (!prompt) throw invalid('There is no such prompt here.', 'prompt', name);
    const text = prompt.text(checked(prompt, raw), this.#has);
    return {
      description: prompt.description,
      messages: [{ role: 'user', content: { type: 'text', text } }],
    };
  }
}

/** Empty texts count as missing: hosts send one for each field of their form. */
function checked({ arguments: declared }: PromptDeclaration, raw: Given): Given {
  const unknown = Object.keys(raw).find(key => !declared.some(({ name }) => name === key));
  const known = `known: ${declared.map(({ name }) => name).join(', ')}`;
  if (unknown !== undefined) throw invalid(`The prompt has no such argument; ${known}.`, 'argument', unknown);
  const given = Object.fromEntries(Object.entries(raw).filter(([, text]) => text?.trim()));
  const missing = declared.find(({ name, required }) => required && given[name] === undefined);
  if (missing) throw invalid(`${missing.name} is needed: ${missing.description}.`);
  return given;
}

function invalid(message: string, what = '', name?: string): ProtocolError {
  const names = name === undefined ? [] : [{ what, name }];
  return new ProtocolError(ProtocolErrorCode.InvalidParams, withNames(message, names));
}
