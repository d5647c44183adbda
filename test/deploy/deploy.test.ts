import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig, SETTINGS } from '../../src/config/settings.ts';
import { PATHS } from '../../src/http/sign-in/provider.ts';
import { RESULTS_PATH } from '../../src/snovio/tasks/pushed-results.ts';
import { runCommand } from '../commands/in-process.ts';
import { read } from '../docs/pages.ts';
import { figuresOf } from '../http/figures.ts';
import { bearer, http, rpc, startServed } from '../http/kit.ts';
import { type Container, compose, copies, copy, environmentOf, example, FILLED, filledIn } from './kit.ts';

interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
}
interface Pod {
  terminationGracePeriodSeconds: number;
  containers: [
    Container & {
      ports: { name: string; containerPort: number }[];
      envFrom?: { secretRef: { name: string } }[];
      env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
      startupProbe: Probe;
      livenessProbe: Probe;
      readinessProbe: Probe;
      volumeMounts: { name: string; mountPath: string }[];
    },
  ];
  volumes: { name: string }[];
}

const IMAGE = `ghcr.io/${packageJson.name}/${packageJson.name}:${packageJson.version}`;
const PORT = 3920;
const manifests = parseAllDocuments(read('deploy/kubernetes.yaml')).map(document => document.toJS());
const [deployment, service, budget] = manifests;
const pod = deployment.spec.template.spec as Pod;
const [container] = pod.containers;

/** Starts the program with a container's variables, but on loopback, with the sandbox and without a database. */
async function start(env: Record<string, string>) {
  const { SNOVIO_DATABASE_URL: _, ...others } = env;
  return startServed({ env: others });
}

const variables: readonly string[] = Object.values(SETTINGS).map(({ env }) => env);
/** What the program does not read itself, but its client of PostgreSQL and the other containers. */
const OTHERS = ['PGPASSWORD', 'PUBLIC_HOST', 'DATABASE_PASSWORD'];

/** The variables in a pod, whose Secret is made of `.env`. */
const environmentOfPod = (values = FILLED): Record<string, string> => ({
  ...(container.envFrom?.length === 1 && { ...example, ...values }),
  ...Object.fromEntries(container.env.map(({ name, value }) => [name, value ?? values[name] ?? ''])),
});

describe.each([
  ['compose.yaml', copy.command ?? [], (values = FILLED) => environmentOf(copy, values)],
  ['kubernetes.yaml', container.args ?? [], environmentOfPod],
])('the server of %s', (_, args, environment) => {
  test('is started by a command that exists, on the port that others look for', async () => {
    expect((await runCommand([...args, '--help'])).code).toBe(0);
    expect(args).toEqual(['http', '--host', '0.0.0.0', '--port', String(PORT)]);
  });

  test('has settings that exist, and are right', () => {
    const env = environment();
    for (const name of Object.keys(env)) expect([...variables, ...OTHERS]).toContain(name);
    const database = { SNOVIO_DATABASE_URL: env.SNOVIO_DATABASE_URL || 'postgres://snovio@database/snovio' };
    const config = readConfig({}, { ...env, ...database });
    expect(config.publicUrl).toBe('https://mcp.example.com');
    expect(config.databaseUrl).toBeDefined();
    expect(config.maxCreditsPerDay).toBe(500);
  });

  test('gets whatever else stands in the file', () => {
    const more = {
      SNOVIO_HTTP_ACCESS_FILE: '/etc/snovio-mcp/access.json',
      SNOVIO_CLIENT_ID_SALES: 'sales',
      SNOVIO_PLAN: 'starter',
    };
    expect(environment({ ...FILLED, ...more })).toMatchObject(more);
    expect(readConfig({}, environment()).accessFile).toBeUndefined();
  });

  test('serves calls and figures, and its probes answer', async () => {
    await using server = await start(environment());
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    const paths = new Set([...probes.map(({ httpGet }) => httpGet.path), healthPath()]);
    for (const path of paths)
      expect(
        (await http(server.port, { path, method: 'GET', headers: { host: '10.0.0.7:3920' } })).status,
      ).toBe(200);
    const headers = { ...bearer(FILLED.SNOVIO_HTTP_TOKENS ?? ''), host: 'mcp.example.com' };
    expect((await rpc(server.port, 'tools/list', {}, { headers })).status).toBe(200);
    const scrape = parse(read('deploy/prometheus.yaml')).scrape_configs[0];
    expect(scrape.metrics_path).toBe('/metrics');
    const figures = await figuresOf(server.port, bearer(FILLED.SNOVIO_HTTP_METRICS_TOKEN ?? ''));
    expect(figures.get('snovio_mcp_store_up')).toBe(1);
  });
});

/** Where Caddy asks whether a copy is ready. */
function healthPath(): string {
  return /health_uri (\S+)/.exec(read('deploy/Caddyfile'))?.[1] ?? '';
}

describe('compose.yaml', () => {
  test('has two copies of this version, that are alike', () => {
    expect(copies.map(([, service]) => service)).toEqual([copy, copy]);
    expect(copies.length).toBe(2);
    expect(copy.image).toBe(IMAGE);
  });

  test('takes everything from a file that the example lists, and says what is missing', () => {
    const text = read('deploy/compose.yaml').replace(/^#.*$/gm, '');
    const named = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(example)).toEqual(expect.arrayContaining(named));
    for (const name of ['PUBLIC_HOST', 'DATABASE_PASSWORD', 'SNOVIO_DATABASE_KEY'])
      expect(() => filledIn(text, { ...FILLED, [name]: '' }), name).toThrow(`${name}: set it in .env`);
    expect(filledIn(text, FILLED)).not.toContain('${');
  });

  test('lets nobody in by an example that nobody has filled in', () => {
    const secrets = Object.entries(example).filter(([name]) =>
      /TOKEN|SECRET|PASSWORD|_KEY|CLIENT_ID/.test(name),
    );
    expect(secrets.length).toBe(9);
    expect(secrets.filter(([, value]) => value !== '')).toEqual([]);
    const env = { ...environmentOf(copy, { ...FILLED, SNOVIO_HTTP_TOKENS: '' }) };
    expect(readConfig({}, env).httpTokens).toEqual([]);
  });

  const { caddy, database } = compose.services;
  const services = Object.keys(compose.services);

  test('has a proxy and a collector that know the copies', () => {
    const addresses = copies.map(([name]) => `${name}:${PORT}`);
    expect(read('deploy/Caddyfile').match(/copy-\d+:\d+/g)).toEqual(addresses);
    const { static_configs } = parse(read('deploy/prometheus.yaml')).scrape_configs[0];
    expect(static_configs).toEqual([{ targets: addresses }]);
  });

  test('lets through what others need, and keeps probes and figures inside', () => {
    const [, patterns = ''] = /@public path (.+)/.exec(read('deploy/Caddyfile')) ?? [];
    const isPublic = (path: string) =>
      patterns
        .split(' ')
        .some(pattern => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));
    const needed = [
      '/mcp',
      '/mcp/server-card',
      '/.well-known/ai-catalog.json',
      '/.well-known/oauth-protected-resource/mcp',
    ];
    const pages = ['/connect', '/connect/callback', ...Object.values(PATHS)];
    for (const path of [...needed, ...pages, `${RESULTS_PATH}x`]) expect(isPublic(path), path).toBe(true);
    for (const path of ['/metrics', '/readyz', '/healthz', '/', '/mcpx'])
      expect(isPublic(path), path).toBe(false);
  });

  test('mounts what exists', () => {
    const mounts = [caddy, database].flatMap(service => service?.volumes ?? []);
    const sources = mounts.map(mount => mount.split(':')[0] ?? '');
    expect(sources.filter(source => !source.startsWith('./')).sort()).toEqual(
      Object.keys(compose.volumes).sort(),
    );
    for (const source of sources.filter(source => source.startsWith('./')))
      expect(read(`deploy/${source}`)).not.toBe('');
  });

  test('starts what others need before them', () => {
    expect(services).toEqual(expect.arrayContaining(Object.keys(copy.depends_on ?? {})));
    expect(services).toEqual(expect.arrayContaining(caddy?.depends_on as string[]));
    const url = new URL(String(copy.environment.SNOVIO_DATABASE_URL));
    const { POSTGRES_USER, POSTGRES_DB } = database?.environment ?? {};
    expect([url.hostname, url.username, url.pathname]).toEqual([
      'database',
      POSTGRES_USER,
      `/${POSTGRES_DB}`,
    ]);
  });

  test('leaves a copy the time that it takes to stop', () => {
    expect(Number.parseInt(copy.stop_grace_period ?? '', 10)).toBeGreaterThan(secondsToStop(5));
  });
});

/** What docs/http.md promises: 25 s, and whatever the drain is longer than 5 s. */
function secondsToStop(drain: number): number {
  return 25 + Math.max(0, drain - 5);
}

describe('kubernetes.yaml', () => {
  test('is a Deployment, a Service and a PodDisruptionBudget that belong together', () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(['Deployment', 'Service', 'PodDisruptionBudget']);
    const { labels } = deployment.spec.template.metadata;
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(service.spec.selector).toEqual(labels);
    expect(budget.spec.selector.matchLabels).toEqual(labels);
    expect(budget.spec.minAvailable).toBeLessThan(deployment.spec.replicas);
    expect(container.image).toBe(IMAGE);
  });

  test('has ports that lead to each other', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: PORT }]);
    for (const { httpGet } of [container.startupProbe, container.livenessProbe, container.readinessProbe])
      expect(httpGet.port).toBe('http');
    expect(service.spec.ports).toMatchObject([{ targetPort: 'http' }]);
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name));
  });

  test('has no secret in it, and takes them by their own names', () => {
    const secret = container.env.filter(({ name }) =>
      /TOKEN|SECRET|PASSWORD|KEY|DATABASE_URL|CLIENT_ID/.test(name),
    );
    expect(secret.map(({ name }) => name)).toEqual(['SNOVIO_DATABASE_URL', 'SNOVIO_DATABASE_KEY']);
    expect(container.envFrom).toEqual([{ secretRef: { name: 'snovio-mcp-secrets' } }]);
    for (const { name, value, valueFrom } of secret)
      expect([value, valueFrom?.secretKeyRef]).toMatchObject([
        undefined,
        { name: 'snovio-mcp-secrets', key: name },
      ]);
  });

  test('leaves a copy the time that it takes to stop, and notices in time that it does', () => {
    const drain = Number(container.env.find(({ name }) => name === 'SNOVIO_HTTP_DRAIN_SECONDS')?.value);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(secondsToStop(drain));
    const { periodSeconds, failureThreshold } = container.readinessProbe as Probe & {
      failureThreshold: number;
    };
    expect(periodSeconds * failureThreshold).toBeLessThan(drain);
  });
});
