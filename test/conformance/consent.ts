import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequests,
  type InputRequiredResult,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type State, said, stateCodec } from './fixtures.ts';

const inputSchema = z.object({});
const PREFIX = 'test_input_required_result_';

/** A form with one field. */
const form = (message: string, field: string) =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
  });
const completion = (text: string) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text } }],
    maxTokens: 50,
  });
const sealed = (tool: string, more: State = {}) =>
  stateCodec.mint({ tool, nonce: crypto.randomUUID(), ...more });

type Handler = (
  ctx: ServerContext,
) => CallToolResult | InputRequiredResult | Promise<CallToolResult | InputRequiredResult>;

/** Fixtures that need something from the client before they answer. */
export function registerAsking(server: McpServer): void {
  const tool = (name: string, handler: Handler) =>
    server.registerTool(name, { description: `Asks: ${name}`, inputSchema }, (_, ctx) => handler(ctx));
  for (const [name, handler] of Object.entries({ ...simple, ...withState })) tool(PREFIX + name, handler);
  tool('test_missing_capability', ({ mcpReq }) =>
    mcpReq.inputResponses?.llm_answer
      ? said('answered')
      : inputRequired({ inputRequests: { llm_answer: completion('Reply with the single word: pong') } }),
  );
  server.registerPrompt(
    `${PREFIX}prompt`,
    { description: 'Asks first', argsSchema: z.object({}) },
    (_, ctx) => {
      const given = accepted(ctx, 'user_context', 'context');
      if (given === undefined) {
        return inputRequired({ inputRequests: { user_context: form('Which context?', 'context') } });
      }
      const text = `Use the following context: ${given}`;
      return { messages: [{ role: 'user', content: { type: 'text', text } }] };
    },
  );
}

const accepted = (ctx: ServerContext, key: string, field: string): unknown =>
  acceptedContent<Record<string, unknown>>(ctx.mcpReq.inputResponses, key)?.[field];

const simple: Record<string, Handler> = {
  elicitation: ctx => {
    const name = accepted(ctx, 'user_name', 'name');
    return typeof name === 'string'
      ? said(`Hello, ${name}!`)
      : inputRequired({ inputRequests: { user_name: form('What is your name?', 'name') } });
  },
  sampling: ({ mcpReq }) => {
    const answer = mcpReq.inputResponses?.capital_question;
    return answer
      ? said(`Sampling response: ${JSON.stringify(answer)}`)
      : inputRequired({ inputRequests: { capital_question: completion('What is the capital of France?') } });
  },
  list_roots: ({ mcpReq }) => {
    const answer = mcpReq.inputResponses?.client_roots;
    return answer
      ? said(`Client exposed ${JSON.stringify(answer)}`)
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  },
  capabilities: ({ mcpReq }) => {
    if (mcpReq.inputResponses) return said('fulfilled');
    const envelope = mcpReq.envelope as Record<string, unknown> | undefined;
    const declared = envelope?.[CLIENT_CAPABILITIES_META_KEY] as Record<string, unknown> | undefined;
    const inputRequests: InputRequests = {};
    if (declared?.elicitation) inputRequests.user_name = form('What is your name?', 'name');
    if (declared?.sampling) inputRequests.greeting = completion('Generate a short greeting');
    if (declared?.roots) inputRequests.client_roots = inputRequired.listRoots();
    return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : said('nothing to ask');
  },
};

const withState: Record<string, Handler> = {
  request_state: async ctx =>
    accepted(ctx, 'confirm', 'ok') !== undefined && ctx.mcpReq.requestState()
      ? said('state-ok: requestState verified and confirmation received')
      : confirm('request_state'),
  tampered_state: async ctx =>
    accepted(ctx, 'confirm', 'ok') !== undefined && ctx.mcpReq.requestState()
      ? said('integrity-ok: requestState verified')
      : confirm('tampered_state'),
  multiple_inputs: async ctx => {
    const answers = ctx.mcpReq.inputResponses;
    if (answers?.user_name && answers.greeting && answers.client_roots) return said(JSON.stringify(answers));
    return inputRequired({
      inputRequests: {
        user_name: form('What is your name?', 'name'),
        greeting: completion('Generate a greeting'),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await sealed('multiple_inputs'),
    });
  },
  multi_round: async ctx => {
    const state = ctx.mcpReq.requestState<State>();
    if (!state) return round('step1', form('Step 1: What is your name?', 'name'), { round: 1 });
    if (state.round === 1) {
      const name = accepted(ctx, 'step1', 'name');
      return round('step2', form('Step 2: Which color do you like?', 'color'), { round: 2, name });
    }
    return said(`Complete: ${String(state.name)} likes ${String(accepted(ctx, 'step2', 'color'))}`);
  },
};

async function confirm(tool: string): Promise<InputRequiredResult> {
  const inputRequests = {
    confirm: inputRequired.elicit({
      message: 'Please confirm',
      requestedSchema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
    }),
  };
  return inputRequired({ inputRequests, requestState: await sealed(tool) });
}

async function round(key: string, ask: ReturnType<typeof form>, state: State): Promise<InputRequiredResult> {
  return inputRequired({ inputRequests: { [key]: ask }, requestState: await sealed('multi_round', state) });
}
