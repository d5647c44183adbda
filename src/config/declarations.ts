import { PLANS } from '../snovio/tasks/quotas.ts';
import { HTTP_SETTINGS } from './http-declarations.ts';
import {
  apiUrl,
  auditTarget,
  commaList,
  databaseUrl,
  oneOf,
  onOff,
  positive,
  secretKey,
  TOOLSETS_IN_WORDS,
  text,
  toolsets,
  wholeNumber,
} from './schemas.ts';
import { setting } from './setting.ts';

/** How long a call waits where the user set nothing, in seconds. Most hosts cut calls after 60 s, common proxies after 30 s. */
export const DEFAULT_WAIT_SECONDS = 45;
export const DEFAULT_HTTP_WAIT_SECONDS = 25;

/** The shortest window of the rate limit, in milliseconds. */
export const SHORTEST_WINDOW_MS = 10;

/** All settings, in the order of the README's table, which is rendered from here. */
export const SETTINGS = {
  clientId: setting({
    env: 'SNOVIO_CLIENT_ID',
    schema: text.optional(),
    example: '0123456789abcdef0123456789abcdef',
    fallback: '–',
    meaning: 'the API User ID (Snov.io: account settings, API)',
  }),
  clientSecret: setting({
    env: 'SNOVIO_CLIENT_SECRET',
    schema: text.optional(),
    example: '0123456789abcdef0123456789abcdef',
    fallback: '–',
    meaning: 'the API Secret from the same page; never a flag, since process lists show flags',
    secret: true,
  }),
  sandbox: setting({
    env: 'SNOVIO_SANDBOX',
    flag: 'sandbox',
    schema: onOff.default(false),
    example: '1',
    fallback: 'off',
    meaning: 'use the embedded sandbox; needs no credentials',
  }),
  sandboxSpeed: setting({
    env: 'SNOVIO_SANDBOX_SPEED',
    flag: 'sandbox-speed',
    schema: positive.default(1),
    example: '20',
    fallback: '1',
    meaning:
      'how many times faster than life the sandbox runs: its tasks, its days, and the rate window unless that is set',
  }),
  apiUrl: setting({
    env: 'SNOVIO_API_URL',
    flag: 'api-url',
    schema: apiUrl.default('https://api.snov.io'),
    example: 'https://api.snov.io',
    fallback: 'https://api.snov.io',
    meaning: 'where the API is; plain http only for this machine',
  }),
  generation: setting({
    env: 'SNOVIO_API_GENERATION',
    flag: 'api-generation',
    schema: oneOf(['auto', 'v1', 'v2']).default('auto'),
    example: 'auto',
    fallback: 'auto',
    meaning:
      'which API family the one-call flows use: `v2` (current), `v1` (legacy), or `auto`: v2, and v1 where that answers 404',
  }),
  rateLimit: setting({
    env: 'SNOVIO_RATE_LIMIT',
    flag: 'rate-limit',
    schema: wholeNumber(1, 10_000).default(60),
    example: '60',
    fallback: '60',
    meaning: 'requests to Snov.io per window',
  }),
  rateWindowMs: setting({
    env: 'SNOVIO_RATE_WINDOW_MS',
    flag: 'rate-window-ms',
    schema: wholeNumber(SHORTEST_WINDOW_MS, 3_600_000).default(60_000),
    example: '60000',
    fallback: '60000',
    meaning: 'that window, in milliseconds',
  }),
  waitSeconds: setting({
    env: 'SNOVIO_WAIT_SECONDS',
    flag: 'wait-seconds',
    schema: wholeNumber(1, 600).optional(),
    example: String(DEFAULT_WAIT_SECONDS),
    fallback: `${DEFAULT_WAIT_SECONDS} (${DEFAULT_HTTP_WAIT_SECONDS} on HTTP)`,
    meaning: 'how long a call waits before it answers with what it has; most hosts cut calls after 60 s',
  }),
  maxCreditsPerCall: setting({
    env: 'SNOVIO_MAX_CREDITS_PER_CALL',
    flag: 'max-credits-per-call',
    schema: wholeNumber(0, 1_000_000).default(25),
    example: '25',
    fallback: '25',
    meaning: 'what one call may spend unasked; `maxCredits` in a call replaces it',
  }),
  maxCredits: setting({
    env: 'SNOVIO_MAX_CREDITS',
    flag: 'max-credits',
    schema: wholeNumber(0, 100_000_000).optional(),
    example: '500',
    fallback: 'none',
    meaning: 'wall for the life of the server process',
  }),
  maxCreditsPerDay: setting({
    env: 'SNOVIO_MAX_CREDITS_PER_DAY',
    flag: 'max-credits-per-day',
    schema: wholeNumber(0, 100_000_000).default(200),
    example: '200',
    fallback: '200',
    meaning: 'wall for any 24 hours, over all processes of one state directory or database',
  }),
  plan: setting({
    env: 'SNOVIO_PLAN',
    flag: 'plan',
    schema: oneOf(PLANS).optional(),
    example: 'pro-5k',
    fallback: 'none',
    meaning: `the plan whose hourly quotas are kept: ${PLANS.map(plan => `\`${plan}\``).join(' ')}`,
  }),
  allowSending: setting({
    env: 'SNOVIO_ALLOW_SENDING',
    flag: 'allow-sending',
    schema: oneOf(['ask', 'never']).default('ask'),
    example: 'ask',
    fallback: 'ask',
    meaning: 'whatever can make mail go out: only if the user agrees, or never',
  }),
  webhookHosts: setting({
    env: 'SNOVIO_WEBHOOK_HOSTS',
    schema: commaList.default([]),
    example: 'hooks.example.com',
    fallback: 'none',
    meaning: 'hosts that webhooks may be pointed at without asking, on port 443 unless a port is named',
  }),
  toolsets: setting({
    env: 'SNOVIO_TOOLSETS',
    flag: 'toolsets',
    schema: toolsets.default(['default']),
    example: 'find,verify',
    fallback: 'default',
    meaning: `comma list of toolsets: ${TOOLSETS_IN_WORDS}`,
  }),
  dynamicTools: setting({
    env: 'SNOVIO_DYNAMIC_TOOLS',
    flag: 'dynamic-tools',
    schema: onOff.default(false),
    example: '1',
    fallback: 'off',
    meaning:
      'two more tools, `find_tool` and `use_tool`, which reach the free reading tools of all other toolsets',
  }),
  cards: setting({
    env: 'SNOVIO_CARDS',
    schema: onOff.default(true),
    example: 'off',
    fallback: 'on',
    meaning:
      'cards beside the answers of tools, in hosts that show them, and in them the questions to the user',
  }),
  readOnly: setting({
    env: 'SNOVIO_READ_ONLY',
    flag: 'read-only',
    schema: onOff.default(false),
    example: '1',
    fallback: 'off',
    meaning: 'only tools that change nothing but the balance; with `SNOVIO_MAX_CREDITS=0` only free ones',
  }),
  stateDir: setting({
    env: 'SNOVIO_STATE_DIR',
    flag: 'state-dir',
    schema: text.optional(),
    example: '/var/lib/snovio-mcp',
    fallback: "the platform's state directory; `:memory:` in the sandbox",
    meaning: 'where ledger and shared pace live; `:memory:` keeps nothing',
  }),
  databaseUrl: setting({
    env: 'SNOVIO_DATABASE_URL',
    schema: databaseUrl.optional(),
    example: 'postgres://snovio:password@db.example.com:5432/snovio?sslmode=verify-full',
    fallback: 'none',
    meaning:
      'a PostgreSQL database that keeps ledger and pace in the place of the state directory, for several copies of the server',
    secret: true,
  }),
  databaseConnections: setting({
    env: 'SNOVIO_DATABASE_CONNECTIONS',
    flag: 'database-connections',
    schema: wholeNumber(1, 500).default(10),
    example: '10',
    fallback: '10',
    meaning: 'how many connections to the database a copy opens at most',
  }),
  databaseKey: setting({
    env: 'SNOVIO_DATABASE_KEY',
    schema: secretKey.optional(),
    example: '"$(snovio-mcp http --new-token)"',
    fallback: 'a key in the database',
    meaning:
      'the secret that long calls and events are encrypted with in the database and that stands behind its keyed hashes, the same for all copies, at least 24 characters',
    secret: true,
  }),
  ledgerDays: setting({
    env: 'SNOVIO_LEDGER_DAYS',
    schema: wholeNumber(0, 3650).default(30),
    example: '30',
    fallback: '30',
    meaning:
      'how long a paid answer is given again free (verifications at most 14 days, unpaid misses 1), and events of webhooks are kept (at most 30); `0` keeps no answers and no events, and of what is under way no names',
  }),
  ...HTTP_SETTINGS,
  logLevel: setting({
    env: 'SNOVIO_LOG',
    flag: 'log-level',
    schema: oneOf(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    example: 'info',
    fallback: 'info',
    meaning: 'what is logged on stderr: `silent` `error` `warn` `info` `debug`',
  }),
  auditLog: setting({
    env: 'SNOVIO_AUDIT_LOG',
    schema: auditTarget.optional(),
    example: '/var/log/snovio-audit.jsonl',
    fallback: 'off; `stderr` on HTTP',
    meaning:
      'a line for all that is spent, changed or refused, apart from the log: a file that is appended to, `stderr` or `off`',
  }),
} as const;
