import {
  type CallToolResult,
  isInputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { SnovioError } from '../errors.ts';
import { type AbsentTools, unknownTool } from './absent-tool.ts';
import { ANSWER_TOOL } from './apps/answer-tool.ts';
import type { CardQuestions, OpenAnswer } from './apps/card-questions.ts';
import { Asking } from './asking.ts';
import {
  type CallOptions,
  failureOf,
  handleCall,
  newRecorder,
  outcomeOf,
  withRequestId,
} from './call-tool.ts';
import type { ConsentRequests } from './consent.ts';
import type { DynamicTools } from './dynamic-tools.ts';
import { httpRequestOf } from './request-context.ts';
import type { ServerFeatures } from './server-features.ts';
import { handleTaskCall, resumed, taskOwner } from './tasks/call-as-task.ts';
import type { McpTasks } from './tasks/mcp-tasks.ts';
import { declaresTasks } from './tasks/protocol.ts';
import { answerTaskRequests } from './tasks/requests.ts';
import type { ToolListing } from './tool-listing.ts';

/** What all instances of a server share. */
export interface Shared {
  readonly options: CallOptions & {
    readonly dynamic?: DynamicTools;
    readonly tasks?: McpTasks | undefined;
    readonly absent?: AbsentTools | undefined;
  };
  readonly features: ServerFeatures;
  readonly consents: ConsentRequests;
  readonly cards: CardQuestions | undefined;
  /** The tools that are listed, by name. */
  readonly byName: ReadonlyMap<string, ToolListing>;
}

/** The calls that an instance answers. */
export class ToolCalls {
  readonly #shared: Shared;
  readonly #server: McpServer;
  readonly #asking: Asking;

  constructor(server: McpServer, shared: Shared) {
    this.#shared = shared;
    this.#server = server;
    this.#asking = new Asking(server, shared.consents, shared.cards);
  }

  /** Makes the instance answer calls, and requests about tasks. */
  register(): void {
    const { tasks } = this.#shared.options;
    const { server } = this.#server;
    server.setRequestHandler('tools/call', ({ params }, ctx) =>
      this.#answer(params.name, params.arguments, ctx),
    );
    if (!tasks) return;
    answerTaskRequests(this.#server, {
      tasks,
      ownerOf: ctx => taskOwner(this.#shared.options, ctx),
      resume: async (call, ctx) => {
        const listing = this.#shared.byName.get(call.request?.tool ?? '');
        return listing && resumed({ ...this.#environment(listing), tasks }, call, ctx);
      },
    });
  }

  async #answer(name: string, args: unknown, ctx: ServerContext) {
    const { byName, options, cards } = this.#shared;
    const listing = byName.get(name);
    if (listing) return this.#call(listing, args, ctx);
    if (options.dynamic?.has(name))
      return options.dynamic.call(name, args, (found, given) => this.#call(found, given, ctx));
    if (cards && name === ANSWER_TOOL.name) return this.#answerCard(cards, args, ctx);
    throw unknownTool(name, options.absent);
  }

  #call(listing: ToolListing, args: unknown, ctx: ServerContext, answer?: OpenAnswer) {
    const run = () => this.#run(listing, args, ctx, answer);
    const { traceCall } = this.#shared.options;
    const { requestId } = httpRequestOf(ctx) ?? {};
    const about = { tool: listing.name, meta: ctx.mcpReq._meta, isHttp: requestId !== undefined, requestId };
    return traceCall ? traceCall(about, run) : run();
  }

  /** @param answer what the user has pressed on a card, where that is why the call runs; it is no task then */
  async #run(listing: ToolListing, args: unknown, ctx: ServerContext, answer?: OpenAnswer) {
    const { tasks } = this.#shared.options;
    const environment = this.#environment(listing);
    if (tasks && listing.long && !answer && declaresTasks(ctx))
      return handleTaskCall({ ...environment, tasks }, args, ctx);
    const result = await handleCall({ ...environment, answer }, args, ctx);
    if (isInputRequiredResult(result)) return result;
    const shown = this.#shared.features.withLink(result, listing.name, this.#server, ctx);
    const schema = { type: 'object', ...listing.outputSchema };
    return this.#server.server.projectCallToolResult(shown, schema);
  }

  /** Runs the call that a card's answer is about, or says why the answer does not count. */
  async #answerCard(cards: CardQuestions, args: unknown, ctx: ServerContext) {
    const { answer, error } = await cards.open(args, ctx);
    const listing = this.#shared.byName.get(answer?.question.tool ?? '');
    if (answer && listing) return this.#call(listing, answer.args, ctx, answer);
    // To whom it is not listed it does not exist.
    if (!error || !cards.clients.declares(this.#server, ctx)) throw unknownTool(ANSWER_TOOL.name);
    return this.#notCounted(error, ctx);
  }

  #notCounted(error: SnovioError, ctx: ServerContext): CallToolResult {
    const { options } = this.#shared;
    const result = failureOf(error, options, ANSWER_TOOL.name);
    options.onCall?.(newRecorder({ listing: ANSWER_TOOL, options }, ctx).end(outcomeOf(result)));
    return withRequestId(result, ctx);
  }

  #environment(listing: ToolListing) {
    return { listing, options: this.#shared.options, asking: this.#asking };
  }
}
