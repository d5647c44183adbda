import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { readConfig } from '../../src/config/settings.ts';
import { runCommand } from '../commands/in-process.ts';
import { fenced, ROOT, read } from '../docs/pages.ts';
import { http, startServed } from '../http/kit.ts';

const page = read('docs/hosting.md');
const lines = fenced('docs/hosting.md', 'sh').flatMap(({ text }) => text.trim().split('\n'));
const compose = parse(read('deploy/compose.yaml'), { merge: true }) as {
  services: Record<string, { image: string; environment: Record<string, string> }>;
};
const services = Object.keys(compose.services);
const IMAGE = `ghcr.io/${packageJson.name}/${packageJson.name}:${packageJson.version}`;

/** The words of a command, up to where its output goes or its input comes from. */
const wordsOf = (line: string) => line.split(/ [<>] /)[0]?.split(' ') ?? [];
const isWord = (word: string) => !word.startsWith('-');
const linesWith = (start: string) =>
  lines.filter(line => line.startsWith(start)).map(line => wordsOf(line.slice(start.length).trim()));

/** Whether the program takes this command line. */
async function isTaken(args: readonly string[]): Promise<boolean> {
  return (await runCommand([...args, '--help'])).code === 0;
}

describe('hosting', () => {
  test('takes at most ten steps, in order', () => {
    const steps = [...page.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => i + 1));
    expect(steps.length).toBeLessThanOrEqual(10);
  });

  test('shows commands of these programs only', () => {
    const programs = new Set(lines.map(line => line.split(' ')[0]));
    expect([...programs].sort()).toEqual([
      'cd',
      'cp',
      'curl',
      'docker',
      'git',
      'kubectl',
      'mkdir',
      'snovio-mcp',
    ]);
  });

  test('runs the image of this version, with commands that exist', async () => {
    const runs = linesWith('docker run');
    expect(runs.length).toBe(2);
    for (const words of runs) {
      const [image, ...args] = words.slice(words.findIndex(isWord));
      expect(image).toBe(IMAGE);
      expect(await isTaken(args)).toBe(true);
    }
  });

  test('names services that are there', async () => {
    for (const words of linesWith('docker compose')) {
      const [command = '', ...rest] = words;
      expect(['up', 'run', 'logs', 'pull', 'exec', 'stop', 'start']).toContain(command);
      const [service, ...args] = rest.filter((word, i) => isWord(word) || rest.slice(0, i).some(isWord));
      if (command === 'run') expect([service, await isTaken(args)]).toEqual(['copy-1', true]);
      else if (command === 'exec') expect(service).toBe('database');
      else for (const name of rest.filter(isWord)) expect(services).toContain(name);
    }
  });

  test('backs up the database that the copies use, as its user', () => {
    const { POSTGRES_USER: user, POSTGRES_DB: name } = compose.services.database?.environment ?? {};
    const dumps = lines.filter(line => / pg_(dump|restore) /.test(line));
    expect(dumps.length).toBe(2);
    for (const line of dumps) expect(line).toMatch(new RegExp(`--username ${user} .*\\b${name}\\b`));
  });

  test('applies files that are there, and makes the secret that they name', () => {
    const kubectl = lines.filter(line => line.startsWith('kubectl '));
    for (const [, file = ''] of kubectl.flatMap(line => [...line.matchAll(/ -f (\S+)/g)]))
      expect(existsSync(join(ROOT, 'deploy', file))).toBe(true);
    const [deployment] = parseAllDocuments(read('deploy/kubernetes.yaml')).map(document => document.toJS());
    const [container] = deployment.spec.template.spec.containers;
    const named = container.env.flatMap(
      (entry: { valueFrom?: { secretKeyRef: { name: string } } }) => entry.valueFrom?.secretKeyRef.name ?? [],
    );
    const mounted = deployment.spec.template.spec.volumes.flatMap(
      (volume: { secret?: { secretName: string } }) => volume.secret?.secretName ?? [],
    );
    const made = kubectl.flatMap(line => /create secret generic (\S+)/.exec(line)?.[1] ?? []);
    expect(new Set([...named, ...mounted])).toEqual(new Set(made));
    for (const [, name] of kubectl.flatMap(line => [...line.matchAll(/deployment\/(\S+)/g)]))
      expect(name).toBe(deployment.metadata.name);
  });

  test('asks for a document that the server gives, by the name that it has', async () => {
    const [[url = ''] = []] = linesWith('curl -s');
    const { hostname, pathname } = new URL(url);
    await using server = await startServed({ env: { SNOVIO_PUBLIC_URL: `https://${hostname}` } });
    const card = await http(server.port, { path: pathname, method: 'GET', headers: { host: hostname } });
    expect(card.status).toBe(200);
    expect(page).toContain(`https://${hostname}/mcp`);
  });

  test('names the price above which a call asks', () => {
    expect(page).toContain(`costs more than ${readConfig({}, {}).maxCreditsPerCall} credits asks first`);
  });

  test('names variables that the file takes', () => {
    const inSteps = page.slice(0, page.indexOf('## In Kubernetes'));
    const named = [...inSteps.matchAll(/`((?:SNOVIO|DATABASE|PUBLIC)_[A-Z_]+)`/g)].map(([, name]) => name);
    expect(new Set(named).size).toBeGreaterThan(7);
    for (const name of named) expect(read('deploy/.env.example')).toMatch(new RegExp(`^${name}=`, 'm'));
  });
});
