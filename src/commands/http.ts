import { openApp } from '../app/app.ts';
import { receiverOf } from '../app/receiver.ts';
import { readVaultKeys } from '../app/vault/read-keys.ts';
import { allOf } from '../app/watch.ts';
import { openAuditLog } from '../audit/audit-log.ts';
import { newToken } from '../config/bearer-tokens.ts';
import { metricsTokenProblems } from '../config/metrics-token.ts';
import { type Config, ConfigError, DEFAULT_DRAIN_SECONDS, SETTINGS } from '../config/settings.ts';
import { signInProblems, vaultProblems } from '../config/sign-in/problems.ts';
import { isLoopback } from '../snovio/transport/times.ts';
import { openTracing } from '../tracing/open.ts';
import type { Command } from './command.ts';
import { portOf } from './port.ts';
import { stopSignal } from './stop-signal.ts';

const DEFAULT_PORT = 3920;

export const http: Command = {
  summary: 'an MCP server on Streamable HTTP',
  usage: 'Usage: snovio-mcp http [--host 127.0.0.1] [--port 3920] [--new-token] [--new-password] [flags]',
  help: `Serves MCP over Streamable HTTP at /mcp, for many users; /healthz and /readyz for load balancers, /metrics for Prometheus.
Beyond this machine it asks for SNOVIO_HTTP_ALLOWED_HOSTS, and SNOVIO_HTTP_TOKENS or a sign-in. A request may bring its own account in
the headers Snovio-Client-Id and Snovio-Client-Secret.`,
  options: {
    host: {
      type: 'string',
      value: 'HOST',
      description: 'the address that it listens on; 127.0.0.1 unless said',
    },
    port: {
      type: 'string',
      value: 'N',
      description: `the port that it listens on; ${DEFAULT_PORT} unless said`,
    },
    'new-token': {
      type: 'boolean',
      description: 'print a token for SNOVIO_HTTP_TOKENS, and do nothing else',
    },
    'new-password': {
      type: 'boolean',
      description: 'print a password and its hash for SNOVIO_HTTP_SIGN_IN_FILE, and do nothing else',
    },
  },
  settings: ['http', 'signIn', 'account', 'spending', 'pace', 'tools', 'storage'],
  examples: ['snovio-mcp http --sandbox', 'snovio-mcp http --port 8080 --toolsets find,verify'],
  run: async ({ flags, config: read, tools: load }) => {
    // Before the configuration is read: a token is wanted where there is none yet, or a wrong one.
    if (flags['new-token']) return printNewToken();
    if (flags['new-password']) return printNewPassword();
    const config = read();
    // Written as in a URL, IPv6 addresses stand in brackets.
    const host = String(flags.host ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
    const port = portOf(flags.port, DEFAULT_PORT);
    const [first, ...others] = [
      ...exposureProblems(host, config),
      ...metricsProblems(host, config),
      ...signInProblems(config),
      ...vaultProblems(config),
    ];
    if (first !== undefined) throw new ConfigError(first, ...others);
    const stopped = stopSignal();
    const [
      { serveHttp },
      { openAccess },
      { openOwnSignIn },
      { openMetrics },
      { createCallLog },
      { keepYoungGenerationSmall },
    ] = await Promise.all([
      import('../http/service.ts'),
      import('../http/access/access.ts'),
      import('../http/sign-in/open.ts'),
      import('../http/metrics/open.ts'),
      import('../http/call-log.ts'),
      import('../http/heap.ts'),
    ]);
    keepYoungGenerationSmall();
    const log = await createCallLog(config.logLevel);
    const access = openAccess(config, log);
    const vaultKeys = await readVaultKeys(config);
    const audit = openAuditLog(config.auditLog ?? 'stderr', log);
    const tools = await load();
    const metrics = await openMetrics(config, tools);
    const tracing = await openTracing(config, tools, log);
    const app = await openApp(
      config,
      {},
      {
        watch: allOf([metrics?.watch, tracing?.watch]),
        receivesAt: receiverOf(config),
      },
    );
    const ownSignIn = await openOwnSignIn(config, app.accounts.store.signIns, log).catch(async error => {
      await app.close();
      throw error;
    });
    for (const { text, remedy } of app.warnings) log.warn(`${text} ${remedy}`);
    const service = await serveHttp({
      config,
      app,
      tools,
      log,
      audit,
      access,
      ownSignIn,
      metrics,
      tracing,
      vaultKeys,
      host,
      port,
    });
    log.info(`serving MCP at http://${host.includes(':') ? `[${host}]` : host}:${service.port}/mcp`);
    const drain = drainSeconds(await stopped, host, config);
    if (drain > 0) log.info(`stopping: not ready any more, and new calls are refused in ${drain} s`);
    else log.info('stopping: running calls finish, new ones are refused');
    await service.finish(drain);
    await tracing?.close();
    audit.close();
    return 0;
  },
};

/** A server that other machines can reach needs tokens, and the host names that it is reached by. */
function exposureProblems(
  host: string,
  { httpTokens, accessFile, oauthIssuer, signInFile, publicUrl, allowedHosts = [] }: Config,
): string[] {
  if (isLoopback(host)) return [];
  const missing = [
    ...(httpTokens.length === 0 &&
    oauthIssuer === undefined &&
    accessFile === undefined &&
    signInFile === undefined
      ? ['SNOVIO_HTTP_TOKENS (bearer tokens that are let in)']
      : []),
    ...(allowedHosts.length === 0 && publicUrl === undefined
      ? ['SNOVIO_HTTP_ALLOWED_HOSTS (the names it is reached by)']
      : []),
  ];
  if (missing.length === 0) return [];
  return [
    `--host ${host}: others could reach this server, so it also needs ${missing.join(' and ')}. ` +
      `Example: SNOVIO_HTTP_TOKENS=${SETTINGS.httpTokens.example} SNOVIO_HTTP_ALLOWED_HOSTS=${SETTINGS.allowedHosts.example}`,
  ];
}

/** Figures are nobody's business but the operator's. */
function metricsProblems(host: string, config: Config): string[] {
  const { env, example } = SETTINGS.metricsToken;
  const isOpen = config.metrics && config.metricsToken === undefined && !isLoopback(host);
  return [
    ...(isOpen
      ? [
          `--host ${host}: others could read the figures at /metrics, so it also needs ${env}. Example: ${env}=${example}`,
        ]
      : []),
    ...metricsTokenProblems(config),
  ];
}

/** Who presses Ctrl-C has no balancer that would have to hear of it. */
function drainSeconds(signal: string, host: string, config: Config): number {
  if (signal === 'SIGINT') return 0;
  return config.drainSeconds ?? (isLoopback(host) ? 0 : DEFAULT_DRAIN_SECONDS);
}

function printNewToken(): number {
  process.stdout.write(`${newToken()}\n`);
  return 0;
}

async function printNewPassword(): Promise<number> {
  const { hashPassword, newPassword } = await import('../config/sign-in/passwords.ts');
  const password = newPassword();
  process.stdout.write(`password ${password}\nhash     ${await hashPassword(password)}\n`);
  return 0;
}
