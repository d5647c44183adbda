import { type App, openApp } from '../../src/app/app.ts';
import { receiverOf } from '../../src/app/receiver.ts';
import { vaultKeys } from '../../src/app/vault/keys.ts';
import type { AuditEntry } from '../../src/audit/audit-log.ts';
import { type Flags, readConfig } from '../../src/config/settings.ts';
import { openAccess } from '../../src/http/access/access.ts';
import type { CallLog } from '../../src/http/call-log.ts';
import type { Limits } from '../../src/http/limits.ts';
import { openMetrics } from '../../src/http/metrics/open.ts';
import { type HttpService, serveHttp } from '../../src/http/service.ts';
import { openOwnSignIn } from '../../src/http/sign-in/open.ts';
import type { CallRecord } from '../../src/mcp/call-record.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import { tools } from '../../tools/index.ts';
import { WINDOW_MS } from './kit.ts';

export interface InProcessServer extends AsyncDisposable {
  port: number;
  sandbox: Sandbox;
  app: App;
  service: HttpService;
  calls: CallRecord[];
  /** The audit log. */
  audit: AuditEntry[];
  /** Errors that were logged: failures of the protocol, and bugs. */
  faults: unknown[];
}

export interface InProcessOptions {
  limits?: Partial<Limits>;
  env?: Record<string, string>;
  sandbox?: SandboxOptions;
  /** 0, unless said: any free port. */
  port?: number;
}

/** Serves HTTP in the test's own process, where a test can look into the app or set other limits. */
export async function startInProcess(options: InProcessOptions = {}): Promise<InProcessServer> {
  const sandbox = await startSandbox({ speed: 60, windowMs: WINDOW_MS, limit: 10_000, ...options.sandbox });
  const config = readConfig({} as Flags, {
    SNOVIO_API_URL: sandbox.url,
    SNOVIO_CLIENT_ID: 'sandbox',
    SNOVIO_CLIENT_SECRET: 'sandbox',
    SNOVIO_STATE_DIR: ':memory:',
    SNOVIO_RATE_WINDOW_MS: String(WINDOW_MS),
    SNOVIO_RATE_LIMIT: '10000',
    ...options.env,
  });
  const calls: CallRecord[] = [];
  const audit: AuditEntry[] = [];
  const faults: unknown[] = [];
  const silent = () => {};
  const log: CallLog = {
    call: record => calls.push(record),
    wrongToken: silent,
    protocol: error => faults.push(error),
    error: (_, cause) => faults.push(cause),
    warn: silent,
    info: silent,
    debug: silent,
  };
  const access = openAccess(config, log, 50);
  const metrics = await openMetrics(config, tools);
  const app = await openApp(config, {}, { watch: metrics?.watch, receivesAt: receiverOf(config) });
  const looks = { fileMs: 50, secretsMs: 200 };
  const ownSignIn = await openOwnSignIn(config, app.accounts.store.signIns, log, looks);
  const at = {
    host: '127.0.0.1',
    port: options.port ?? 0,
    ...(options.limits && { limits: options.limits }),
  };
  const service = await serveHttp({
    config,
    app,
    tools,
    log,
    access,
    ownSignIn,
    vaultKeys: config.vaultKey && vaultKeys(config.vaultKey),
    metrics,
    audit: { write: entry => audit.push(entry), close: silent },
    ...at,
  });
  let finished: Promise<void> | undefined;
  const finish = (drainSeconds?: number) => {
    finished ??= service.finish(drainSeconds);
    return finished;
  };
  return {
    port: service.port,
    sandbox,
    app,
    service: { port: service.port, finish },
    calls,
    audit,
    faults,
    [Symbol.asyncDispose]: async () => {
      await finish();
      await sandbox.close();
    },
  };
}
