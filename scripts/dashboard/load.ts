import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { startSandbox } from '../../src/sandbox/index.ts';
import { randomFrom } from '../../test/faults/kit.ts';
import { addOwn, deliver, REPLY } from '../../test/http/events/kit.ts';
import { freePort } from '../../test/http/free-port.ts';
import { connectHost } from '../../test/http/host.ts';
import { bearer, call, rpc, type Served, startServed, TOKEN } from '../../test/http/kit.ts';
import { startCluster } from '../../test/postgres/cluster.ts';

// A quarter of an hour of two copies of the built server and their PostgreSQL, for the picture of the dashboard: work that comes
// and goes, refusals, events, a Snov.io that is too busy or down, a copy that is killed, a database that stands still. A
// Prometheus (`prometheus` of the PATH, or PROMETHEUS) with the files of deploy/ watches, and stays until Ctrl-C.
//
//   node scripts/packages.ts test/postgres && npm run build
//   node scripts/dashboard/load.ts [minutes] &
//   node scripts/dashboard/picture.ts http://127.0.0.1:9090 [minutes]

const minutes = Number(process.argv[2] ?? 15);
const PROGRAM = process.env.PROMETHEUS ?? 'prometheus';
const PROMETHEUS = '127.0.0.1:9090';
const FIGURES_TOKEN = 'figures-only-for-prometheus';
/** Prometheus' and Grafana's own is 15 s; a quarter of an hour is short. */
const SCRAPE_SECONDS = 5;

if (spawnSync(PROGRAM, ['--version']).error) throw new Error(`There is no program ${PROGRAM}.`);
await using open = new AsyncDisposableStack();
const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort()).once('SIGTERM', () => stopped.abort());

const folder = mkdtempSync(join(tmpdir(), 'snovio-dashboard-'));
open.defer(() => rmSync(folder, { recursive: true, force: true }));
const cluster = open.use(await startCluster());
const accounts = [{ id: 'sandbox', secret: 'sandbox', credits: 5000 }];
const sandbox = await startSandbox({ accounts, speed: 5 });
open.defer(() => sandbox.close());
const [first, second] = [await freePort(), await freePort()];
const env = {
  SNOVIO_DATABASE_URL: await cluster.createDatabase(),
  SNOVIO_PUBLIC_URL: `http://127.0.0.1:${first}`,
  SNOVIO_HTTP_TOKENS: TOKEN,
  SNOVIO_HTTP_METRICS_TOKEN: FIGURES_TOKEN,
  SNOVIO_TOOLSETS: 'all',
  SNOVIO_RATE_LIMIT: '60',
  SNOVIO_RATE_WINDOW_MS: '60000',
};
const startCopy = async (port: number): Promise<Served> =>
  open.use(await startServed({ env, reuse: sandbox, port }));
await startCopy(first);
const killed = await startCopy(second);
const prometheus = startPrometheus([first, second]);
open.defer(async () => {
  const gone = once(prometheus, 'exit');
  prometheus.kill();
  await gone;
});

const parts = { headers: bearer(TOKEN) };
const inbox = await addOwn({ port: first }, 'campaign_reply received', parts);
const listener = await connectHost(first, '2026-07-28', bearer(TOKEN));
open.defer(() => listener.close());
await listener.listen({ resourceSubscriptions: ['snovio://events'] });

const random = randomFrom(20_261_129);
const below = (most: number) => Math.floor(random() * most);
const pick = <T>(entries: readonly T[]): T => entries[below(entries.length)] as T;
const upTo = <T>(most: number, make: () => T) => Array.from({ length: 1 + below(most) }, make);
const person = () => `person-${below(400)}`;

/** What agents ask for: as often as it stands here. */
const WORK: readonly (readonly [string, () => object])[] = [
  ['get_balance', () => ({})],
  ['get_user_lists', () => ({})],
  ['get_user_campaigns', () => ({})],
  ['list_events', () => ({})],
  ['count_domain_emails', () => ({ domain: pick(['acme.example', 'globex.example', 'no domain']) })],
  ['verify_emails', () => ({ emails: upTo(6, () => `${person()}@globex.example`) })],
  ['verify_emails', () => ({ emails: upTo(3, () => `${person()}@acme.example`) })],
  ['verify_emails', () => ({ emails: Array.from({ length: 80 }, () => `${person()}@umbra.example`) })],
  [
    'find_emails',
    () => ({ people: upTo(3, () => ({ firstName: 'Mara', lastName: person(), domain: 'acme.example' })) }),
  ],
  ['find_people', () => ({ company: pick(['acme.example', 'initech.example']), limit: 5 })],
  ['search_domain_emails', () => ({ domain: pick(['globex.example', 'initech.example']) })],
];

/** What comes besides, each time with a probability. */
const BESIDES: readonly (readonly [number, () => Promise<unknown>])[] = [
  [0.08, () => rpc(pick([first, second]), 'tools/list', {}, { headers: bearer('a-token-of-nobody') })],
  [0.05, () => rpc(first, 'tools/list', {}, { headers: { ...bearer(TOKEN), host: 'unknown.example' } })],
  [0.15, () => deliver({ port: first }, inbox, { ...REPLY, campaignId: below(1e6) })],
];

/** What goes wrong, and after which part of the time. */
const TROUBLE: readonly (readonly [number, () => unknown])[] = [
  [0.15, () => sandbox.faults.add({ path: '/v1/get-balance', kind: 'status', status: 429, times: 2 })],
  [0.3, () => sandbox.faults.add({ path: /./, kind: 'status', status: 503, times: 25 })],
  [0.4, () => sandbox.faults.add({ path: '/v2/email-verification/start', kind: 'drop', when: 'after' })],
  [0.5, () => killed.stop('SIGKILL')],
  [0.62, () => startCopy(second)],
  [
    0.75,
    async () => {
      const thaw = cluster.freeze();
      await sleep(20_000);
      thaw();
    },
  ],
  [0.85, () => sandbox.faults.add({ path: /./, kind: 'slow', delayMs: 1500, times: 20 })],
];

/** Most of what is asked fails at some time, as a copy that has been killed does. */
const ignore = () => {};
const begun = Date.now();
const left = [...TROUBLE];
for (let part = 0; part < 1 && !stopped.signal.aborted; part = (Date.now() - begun) / (minutes * 60_000)) {
  const [at, act] = left[0] ?? [2, ignore];
  if (part >= at) {
    left.shift();
    void Promise.resolve(act()).catch(ignore);
  }
  const [name, args] = pick(WORK);
  void call(pick([first, second]), name, args(), parts).catch(ignore);
  for (const [probability, send] of BESIDES) if (random() < probability) void send().catch(ignore);
  // Three waves.
  await sleep(2500 + 1500 * Math.sin(part * 6 * Math.PI), undefined, stopped).catch(ignore);
}
if (!stopped.signal.aborted) {
  process.stdout.write(`http://${PROMETHEUS} knows it all, until Ctrl-C.\n`);
  await new Promise(resolve => stopped.signal.addEventListener('abort', resolve));
}

/** With our configuration and alerts, but for addresses, token, and how often it asks. */
function startPrometheus(ports: readonly number[]): ChildProcess {
  const deploy = new URL('../../deploy/', import.meta.url);
  const config = parse(readFileSync(new URL('prometheus.yaml', deploy), 'utf8'));
  const [scrape] = config.scrape_configs;
  scrape.authorization.credentials_file = join(folder, 'token');
  scrape.scrape_interval = `${SCRAPE_SECONDS}s`;
  scrape.static_configs = scrape.static_configs[0].targets.map((instance: string, place: number) => ({
    targets: [`127.0.0.1:${ports[place]}`],
    labels: { instance },
  }));
  // It watches itself as well, which the dashboard must not show.
  config.scrape_configs.push({ job_name: 'prometheus', static_configs: [{ targets: [PROMETHEUS] }] });
  config.rule_files = [new URL('alerts.yaml', deploy).pathname];
  const path = join(folder, 'prometheus.yaml');
  writeFileSync(join(folder, 'token'), FIGURES_TOKEN);
  writeFileSync(path, stringify(config));
  const flags = [`--config.file=${path}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  return spawn(PROGRAM, [...flags, `--web.listen-address=${PROMETHEUS}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
