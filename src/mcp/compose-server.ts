import type { McpRequestContext, McpServer } from '@modelcontextprotocol/server';
import { policyOf } from '../config/policy.ts';
import { type Config, DEFAULT_WAIT_SECONDS } from '../config/settings.ts';
import { VERSION } from '../config/version.ts';
import { HOURLY_QUOTAS } from '../snovio/tasks/quotas.ts';
import { Times } from '../snovio/transport/times.ts';
import type { LongCalls } from '../spending/long-calls.ts';
import type { Tool } from '../tool.ts';
import { absentTools } from './absent-tool.ts';
import { CardQuestions } from './apps/card-questions.ts';
import { DynamicTools } from './dynamic-tools.ts';
import type { AccountLimits } from './resources/account.ts';
import { lacks, selectTools } from './select-tools.ts';
import { createServerFactory, type ServerOptions } from './server.ts';
import { McpTasks, taskTimes } from './tasks/mcp-tasks.ts';
import { listingOf, type ToolListing } from './tool-listing.ts';
import { withoutUnlisted } from './unlisted-tools.ts';

export interface CompositionOptions
  extends Omit<
    ServerOptions,
    'tools' | 'readers' | 'limits' | 'dynamic' | 'absent' | 'version' | 'policy' | 'waitSeconds'
  > {
  readonly config: Config;
  /** All tools or their listings; the configuration selects those that are exposed. */
  readonly tools: readonly (Tool | ToolListing)[];
  /** Seconds that a call waits unless the user configured another wait. */
  readonly defaultWaitSeconds?: number;
}

/** The server that a configuration describes, for every way to serve it: stdio, HTTP, the library and the tests. */
export function composeServer({
  config,
  tools,
  defaultWaitSeconds = DEFAULT_WAIT_SECONDS,
  ...options
}: CompositionOptions): (context?: McpRequestContext) => McpServer {
  const all = tools.map(tool => ('run' in tool ? listingOf(tool) : tool));
  const selected = selectTools(all, config);
  const readers = new Map(all.map(listing => [listing.name, listing]));
  return createServerFactory({
    ...options,
    // With dynamic tools an agent reaches those that are not listed too.
    ...(config.dynamicTools
      ? {
          tools: selected,
          dynamic: new DynamicTools(all.filter(tool => !selected.includes(tool) && !lacks(tool, config))),
        }
      : { tools: withoutUnlisted(selected, all) }),
    readers,
    absent: absentTools(readers, new Set(selected.map(({ name }) => name)), config),
    limits: limitsOf(config),
    cards: config.cards ? (options.cards ?? new CardQuestions(options.caller)) : undefined,
    version: VERSION,
    policy: policyOf(config),
    waitSeconds: config.waitSeconds ?? defaultWaitSeconds,
  });
}

function limitsOf(config: Config): AccountLimits {
  const { plan } = config;
  return {
    creditsPerCall: config.maxCreditsPerCall,
    creditsPerProcess: config.maxCredits,
    creditsPerDay: config.maxCreditsPerDay,
    requestsPerMinute: Math.round((config.rateLimit * 60_000) / config.rateWindowMs),
    plan,
    hourlyQuotas: plan && HOURLY_QUOTAS[plan],
    mail: config.allowSending,
    readOnly: config.readOnly,
  };
}

/**
 * The tasks of this process. Whoever closes the store closes them first.
 * @param config of the account, so that time passes here as it does there
 * @param calls where they are kept, opened by the first of them
 */
export function composeTasks(config: Config, calls: () => Promise<LongCalls>): McpTasks {
  const { apiUrl, rateWindowMs, ledgerDays } = config;
  const times = taskTimes(new Times(apiUrl, rateWindowMs).ms(1) / 1000, rateWindowMs);
  // What is left out of a long answer is read from what is kept.
  return new McpTasks(calls, times, ledgerDays > 0);
}
