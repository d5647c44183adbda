import type {
  CacheHint,
  CallToolResult,
  McpServer,
  ReadResourceResult,
  Resource,
  ServerCapabilities,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { CardQuestions } from './apps/card-questions.ts';
import { APPS_EXTENSION, PAGE_TYPE } from './apps/protocol.ts';
import { readView, viewResources } from './apps/views.ts';
import { Completions } from './completions.ts';
import { Prompts } from './prompts/prompts.ts';
import { knowsLinks, linked, linkOf } from './resources/links.ts';
import { FOR_AN_HOUR, NOT_KEPT } from './resources/resource.ts';
import { type ResourceOptions, Resources } from './resources/resources.ts';
import { readSkill, SKILL_TOOLS, serveSkills, skillResource } from './skills.ts';

/**
 * What a server offers beside its tools: resources, prompts, completions and a skill. Made once; the SDK's own registry
 * is not used, since it would be filled anew for each instance, and hands no request to those who complete.
 */
export class ServerFeatures {
  readonly capabilities: ServerCapabilities = {
    resources: { listChanged: false },
    prompts: { listChanged: false },
    completions: {},
  };
  readonly cacheHints: Record<'resources/list' | 'resources/templates/list' | 'prompts/list', CacheHint> = {
    'resources/list': FOR_AN_HOUR,
    'resources/templates/list': FOR_AN_HOUR,
    'prompts/list': FOR_AN_HOUR,
  };
  readonly #resources: Resources;
  readonly #prompts: Prompts;
  readonly #completions: Completions;
  readonly #hasSkill: boolean;
  readonly #pages: Resource[];
  readonly #cards: CardQuestions | undefined;

  /** @param cards undefined where no cards are shown */
  constructor(options: ResourceOptions, cards: CardQuestions | undefined) {
    const tools = new Set(options.tools.map(({ name }) => name));
    this.#resources = new Resources(options);
    this.#prompts = new Prompts(tools);
    this.#completions = new Completions(this.#resources, this.#prompts, options);
    this.#cards = cards;
    this.#pages = cards ? viewResources(options.tools) : [];
    if (cards) this.capabilities.extensions = { [APPS_EXTENSION]: { mimeTypes: [PAGE_TYPE] } };
    this.#hasSkill = SKILL_TOOLS.every(name => tools.has(name));
  }

  /** Makes an instance offer them. To be called before it is connected. */
  register(mcp: McpServer): void {
    const { server } = mcp;
    if (this.#hasSkill) serveSkills(mcp);
    server.setRequestHandler('resources/list', async () => ({
      resources: [
        ...this.#resources.list,
        ...this.#pages,
        ...(this.#hasSkill ? [await skillResource()] : []),
      ],
    }));
    server.setRequestHandler('resources/templates/list', () => ({
      resourceTemplates: this.#resources.templates,
    }));
    server.setRequestHandler('resources/read', ({ params }, ctx) => this.#read(params.uri, mcp, ctx));
    server.setRequestHandler('prompts/list', () => ({ prompts: this.#prompts.list }));
    server.setRequestHandler('prompts/get', ({ params }) => this.#prompts.get(params.name, params.arguments));
    server.setRequestHandler('completion/complete', ({ params }, ctx) =>
      this.#completions.complete(params, ctx),
    );
  }

  /** An answer of a tool with a link to what it is about, where that is a resource here and the client knows links. */
  withLink(result: CallToolResult, tool: string, server: McpServer, ctx: ServerContext): CallToolResult {
    const { templates } = this.#resources;
    const link = linkOf(tool, result);
    const isHere = templates.some(({ uriTemplate }) => uriTemplate === link?.to.uri);
    return link && isHere && knowsLinks(server, ctx) ? linked(result, link) : result;
  }

  async #read(uri: string, mcp: McpServer, ctx: ServerContext): Promise<ReadResourceResult> {
    const page = await this.#page(uri, mcp, ctx);
    if (page) return page;
    const skill = this.#hasSkill ? await readSkill(uri) : undefined;
    if (!skill || !('text' in skill)) return this.#resources.read(uri, ctx);
    return { contents: [{ uri, ...skill }], ...(ctx.mcpReq.envelope && FOR_AN_HOUR) };
  }

  /** The page of a card. With a key it is for one client alone, and no longer good when the server was started anew. */
  async #page(uri: string, mcp: McpServer, ctx: ServerContext): Promise<ReadResourceResult | undefined> {
    if (!this.#pages.some(known => known.uri === uri)) return undefined;
    const key = this.#cards?.pageKey(mcp, ctx);
    const hint = key === undefined ? FOR_AN_HOUR : NOT_KEPT;
    const page = await readView(uri, key);
    return page && { ...page, ...(ctx.mcpReq.envelope && hint) };
  }
}
