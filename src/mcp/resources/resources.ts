import type {
  ListResourcesResult,
  ListResourceTemplatesResult,
  ReadResourceResult,
  ServerContext,
} from '@modelcontextprotocol/server';
import { httpRequestOf } from '../request-context.ts';
import type { ToolListing } from '../tool-listing.ts';
import { type AccountLimits, accountResource, spendingResource } from './account.ts';
import { campaignResource, campaignsResource } from './campaigns.ts';
import { eventsResource } from './events.ts';
import { listResource, listsResource } from './lists.ts';
import { isTemplate, match } from './match.ts';
import { notFound, protocolError } from './protocol-error.ts';
import { type ReadingOptions, withReader } from './reading.ts';
import { type PageResource, referenceResources } from './reference.ts';
import type { AccountResource, ResourceDeclaration } from './resource.ts';

export interface ResourceOptions extends ReadingOptions {
  /** The tools that hosts are shown. */
  readonly tools: readonly ToolListing[];
  readonly limits: AccountLimits;
}

/** The resources that go with the tools of a server: what an agent reads when it needs it, instead of a call. */
export class Resources {
  readonly #options: ResourceOptions;
  readonly #declared: readonly (AccountResource | PageResource)[];
  readonly list: ListResourcesResult['resources'];
  readonly templates: ListResourceTemplatesResult['resourceTemplates'];

  constructor(options: ResourceOptions) {
    const { tools, limits } = options;
    this.#options = options;
    this.#declared = declaredResources(tools, limits);
    this.list = this.#declared
      .filter(resource => !isTemplate(resource))
      .map(entry => ({ ...facts(entry), uri: entry.uri }));
    this.templates = this.#declared
      .filter(isTemplate)
      .map(entry => ({ ...facts(entry), uriTemplate: entry.uri }));
  }

  /** The tools that there are pages about. */
  get toolNames(): string[] {
    return this.#options.tools.map(({ name }) => name);
  }

  /** What the variable of a template names; undefined if there is no such template. */
  completes(uriTemplate: string): ResourceDeclaration['completes'] {
    return this.#declared.find(({ uri }) => uri === uriTemplate)?.completes;
  }

  /** @throws ProtocolError */
  async read(address: string, ctx: ServerContext): Promise<ReadResourceResult> {
    const found = match(this.#declared, address);
    if (!found) throw notFound(address);
    const { resource, given } = found;
    try {
      const text = await this.#textOf(resource, given, ctx);
      const { mimeType, cacheHint } = resource;
      const requestId = httpRequestOf(ctx)?.requestId;
      return {
        contents: [{ uri: address, mimeType, text }],
        // Earlier protocols know no hints about caching.
        ...(ctx.mcpReq.envelope && cacheHint),
        ...(requestId !== undefined && { _meta: { 'snovio/requestId': requestId } }),
      };
    } catch (error) {
      throw protocolError(error, address);
    }
  }

  async #textOf(
    resource: AccountResource | PageResource,
    given: string,
    ctx: ServerContext,
  ): Promise<string> {
    if ('page' in resource) return resource.page(given);
    const answer = await withReader(resource.uri, ctx, this.#options, tools => resource.read(tools, given));
    return JSON.stringify(answer);
  }
}

/** The resources that go with these tools. */
export function declaredResources(
  tools: readonly ToolListing[],
  limits: AccountLimits,
): (AccountResource | PageResource)[] {
  const toolsets = new Set(tools.map(({ toolset }) => toolset));
  const names = new Set(tools.map(({ name }) => name));
  const ofAccount = [
    accountResource(limits),
    spendingResource,
    listsResource,
    listResource,
    campaignsResource,
    campaignResource,
    eventsResource,
  ];
  return [
    ...ofAccount
      .filter(({ toolset }) => toolset === undefined || toolsets.has(toolset))
      .filter(({ tool }) => tool === undefined || names.has(tool)),
    ...referenceResources(tools),
  ];
}

function facts({ name, title, description, mimeType }: ResourceDeclaration) {
  return { name, title, description, mimeType };
}
