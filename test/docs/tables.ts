import { commands } from '../../src/commands/index.ts';
import { HOSTS } from '../../src/commands/init/hosts.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { LIMITS } from '../../src/http/limits.ts';
import { Prompts } from '../../src/mcp/prompts/prompts.ts';
import type { AccountLimits } from '../../src/mcp/resources/account.ts';
import { declaredResources } from '../../src/mcp/resources/resources.ts';
import { listingOf } from '../../src/mcp/tool-listing.ts';
import { TERM_KINDS, type TermKind, VOCABULARY } from '../../src/text/vocabulary.ts';
import { OPTIONAL_TOOLSETS, type Tool } from '../../src/tool.ts';
import { defaultTools, tools } from '../../tools/index.ts';

type Cells = readonly string[];

export function table(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** Each command with its usage and the first sentence of its help. */
export async function commandRows(): Promise<Cells[]> {
  const all = await Promise.all(Object.values(commands).map(command => command()));
  return all.map(({ usage, help }) => {
    const line = usage.replace('Usage: ', '').replace('[COMMAND] [flags]', '').trim();
    const [first = ''] = help.replaceAll('\n', ' ').split(/(?<=\.) /);
    return [`\`${line}\``, first];
  });
}

type Name = keyof typeof SETTINGS;

/** The settings that nearly every user looks at once; the README shows no others. */
const MAIN_SETTINGS: readonly Name[] = [
  'clientId',
  'clientSecret',
  'sandbox',
  'maxCreditsPerCall',
  'maxCreditsPerDay',
  'plan',
  'waitSeconds',
  'allowSending',
  'toolsets',
  'readOnly',
];

const fallbackOf = (fallback: string) =>
  /^[\w:/.]+$/.test(fallback) && fallback !== 'none' ? `\`${fallback}\`` : fallback;

const flagOf = (name: Name) => {
  const setting = SETTINGS[name];
  return 'flag' in setting && setting.flag ? `\`--${setting.flag}\`` : '–';
};

function settings(): string {
  const names = Object.keys(SETTINGS) as Name[];
  return table(
    ['variable', 'flag', 'default', 'meaning'],
    names.map(name => {
      const { env, fallback, meaning } = SETTINGS[name];
      return [`\`${env}\``, flagOf(name), fallbackOf(fallback), meaning];
    }),
  );
}

function mainSettings(): string {
  return table(
    ['variable', 'default', 'meaning'],
    MAIN_SETTINGS.map(name => {
      const { env, fallback, meaning } = SETTINGS[name];
      return [`\`${env}\``, fallbackOf(fallback), meaning];
    }),
  );
}

const seconds = (ms: number) => `${ms / 1000} s`;

/** Complete by its type: a new limit that is missing here does not compile. */
const LIMIT_WORDS: Record<keyof typeof LIMITS, (value: number) => Cells> = {
  connections: value => ['open connections', value.toLocaleString('en')],
  bodyValues: value => ['values in a request', value.toLocaleString('en')],
  bodyBytes: value => ['size of a request', `${value / 1024} KiB`],
  headersMs: value => ['time for the headers of a request', seconds(value)],
  requestMs: value => ['time for a whole request to arrive', seconds(value)],
  callsPerCaller: value => ['open calls of a caller', String(value)],
  callsInAll: value => ['open calls in all', value.toLocaleString('en')],
  waitingPerCaller: value => ['calls of a caller that wait for a place', String(value)],
  waitingInAll: value => ['calls that wait for a place, in all', value.toLocaleString('en')],
  waitingMs: value => ['time that a call waits for a place', seconds(value)],
  batch: value => ['messages in a batch', String(value)],
  listenersPerCaller: value => ['open subscriptions of a caller', String(value)],
  listenersInAll: value => ['open subscriptions in all', String(value)],
  newPairsPerMinute: value => [
    'new pairs of credentials that Snov.io is asked about, in all',
    `${value} a minute`,
  ],
  eventsPerMinute: value => [
    'events of webhooks, of an account and a kind; Snov.io sends again what comes too early',
    `${value.toLocaleString('en')} a minute`,
  ],
};

function limits(): string {
  const names = Object.keys(LIMIT_WORDS) as (keyof typeof LIMITS)[];
  return table(
    ['limit', 'at most'],
    names.map(name => LIMIT_WORDS[name](LIMITS[name])),
  );
}

function toolTable(shown: readonly Tool[]): string {
  return table(
    ['tool', 'what', 'toolset', 'effect', 'credits'],
    shown.map(tool => [`\`${tool.name}\``, tool.title, tool.toolset, `\`${tool.effect}\``, tool.credits]),
  );
}

/** Complete by its type: a new toolset that is missing here does not compile. */
const PURPOSES: Record<(typeof OPTIONAL_TOOLSETS)[number], string> = {
  companies:
    'what Snov.io knows of a company: its facts, people and addresses, and the domains of company names',
  database: 'search Snov.io’s database for people and companies by filters, and reveal addresses',
  'campaign-editor': 'create, change, start, pause and delete mail campaigns, their texts and schedules',
  analytics: 'numbers of campaigns: progress, rates, what recipients did',
  senders: 'the mail accounts that campaigns send from',
  'warm-up': 'warm-ups of mail accounts',
  crm: 'pipelines of deals and their stages',
};

function optionalToolsets(): string {
  const rows = OPTIONAL_TOOLSETS.map(name => {
    const shown = tools.filter(({ toolset }) => toolset === name).map(tool => `\`${tool.name}\``);
    return [`\`${name}\``, PURPOSES[name], shown.join(' ')];
  });
  return table(['toolset', 'for', 'tools'], rows);
}

function terms(kind: TermKind, head: string): string {
  const rows = VOCABULARY.filter(term => term.kind === kind);
  return table(
    [head, 'meaning', 'next'],
    rows.map(({ term, meaning, next = '' }) => [`\`${term}\``, meaning, next]),
  );
}

/** All words but the statuses, a table for each kind. */
function words(): string {
  const kinds = Object.entries(TERM_KINDS) as [TermKind, string][];
  return kinds
    .filter(([kind]) => kind !== 'status')
    .map(([kind, title]) => `${title}:\n\n${terms(kind, 'word')}`)
    .join('\n\n');
}

/** The resources of a server with all tools. */
function resources(): string {
  const limits = {} as AccountLimits;
  const rows = declaredResources(tools.map(listingOf), limits).map(resource => {
    const { ttlMs, cacheScope } = resource.cacheHint;
    const kept = `${ttlMs < 60_000 ? `${ttlMs / 1000} s` : `${ttlMs / 60_000} min`}, ${cacheScope}`;
    return [`\`${resource.uri}\``, resource.description, resource.toolset ?? 'any', kept];
  });
  return table(['resource', 'what', 'with toolset', 'kept for'], rows);
}

/** The prompts of a server with all tools. */
function prompts(): string {
  const rows = new Prompts(new Set(tools.map(({ name }) => name))).list.map(prompt => {
    const given = (prompt.arguments ?? []).map(
      ({ name, required }) => `\`${name}\`${required ? '' : ' (optional)'}`,
    );
    return [`\`${prompt.name}\``, prompt.description ?? '', given.join(', ')];
  });
  return table(['prompt', 'does', 'arguments'], rows);
}

/** The tables that are made of the code, by the name of their place in a page. */
export async function tables(): Promise<Record<string, string>> {
  return {
    tools: toolTable(defaultTools),
    'optional-tools': toolTable(tools.filter(tool => !defaultTools.includes(tool))),
    'optional-toolsets': optionalToolsets(),
    settings: settings(),
    'main-settings': mainSettings(),
    commands: table(['command', 'does'], await commandRows()),
    hosts: table(
      ['host', '`HOST`', 'after that'],
      Object.entries(HOSTS).map(([name, { title, next }]) => [title, `\`${name}\``, next]),
    ),
    limits: limits(),
    statuses: terms('status', 'status'),
    words: words(),
    resources: resources(),
    prompts: prompts(),
  };
}
