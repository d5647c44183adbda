import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// The workflows are looked at line by line, so that the rules also hold for what a parser would forgive.

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, '.github', 'workflows');
const read = (...names: string[]) => readFileSync(join(...names), 'utf8');
const { version } = JSON.parse(read(ROOT, 'package.json')) as { version: string };

/** The jobs of a workflow, by name: the lines below each. */
function jobsOf(workflow: string): Map<string, string> {
  const [, jobs = ''] = workflow.split(/^jobs:\n/m);
  const parts = jobs.split(/^ {2}([\w-]+):\n/m).slice(1);
  return new Map(parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? '']] : [])));
}

/** The rights of a job or workflow; undefined: it says nothing of them. */
function rightsOf(text: string, indent: string): Record<string, string> | undefined {
  const [, one, rest = ''] =
    new RegExp(`^${indent}permissions:(.*)\\n((?:${indent}  .*\\n)*)`, 'm').exec(text) ?? [];
  if (one === undefined) return undefined;
  expect(one.trim()).toMatch(/^(\{\})?$/);
  return Object.fromEntries([...rest.matchAll(/^\s+([\w-]+): (\w+)$/gm)].map(([, what, how]) => [what, how]));
}

/** What runs: the commands of a job, without names and comments. */
const runsOf = (job: string) =>
  [...job.matchAll(/^ +(?:- )?run: (?:\|\n((?: {10}.*\n)+)|(.*)$)/gm)].map(
    ([, block, line]) => block ?? line ?? '',
  );

const workflows = new Map(readdirSync(FOLDER).map(name => [name, read(FOLDER, name)]));
const all = [...workflows.values()].join('\n');
const release = jobsOf(workflows.get('release.yml') ?? '');

test('the rules see the workflows', () => {
  expect([...workflows.keys()].sort()).toEqual(['check.yml', 'release.yml']);
  expect([...release.keys()]).toEqual([
    'build',
    'build-image',
    'attest',
    'publish-npm',
    'publish-image',
    'publish-github',
    'publish-registry',
  ]);
  for (const job of release.values())
    expect(runsOf(job).length + job.split('uses:').length).toBeGreaterThan(1);
});

test('actions are pinned by commit, with the version as a comment', () => {
  const used = [...all.matchAll(/^\s*(?:- )?uses: *(.*)$/gm)].map(([, action = '']) => action);
  expect(used.length).toBeGreaterThan(10);
  for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  // One version of each.
  const names = new Set(used.map(action => action.split('@')[0]));
  expect(new Set(used).size).toBe(names.size);
});

test('images are pinned by digest, and all pins are renewed', () => {
  const images = [...read(ROOT, 'Dockerfile').matchAll(/^FROM (?:--\S+ )?(\S+)/gm)].map(([, image]) => image);
  expect(images).toHaveLength(2);
  for (const image of images) expect(image).toMatch(/^[\w/.-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
  expect(all).not.toMatch(/^\s+(container|image|services):/m);
  const renewed = [...read(ROOT, '.github', 'dependabot.yml').matchAll(/package-ecosystem: (\S+)/g)];
  expect(renewed.map(([, what]) => what)).toEqual(['npm', 'github-actions', 'docker']);
});

describe('nothing from the network', () => {
  const scripts = readdirSync(join(ROOT, 'scripts')).filter(name => name.endsWith('.sh'));
  const commands = [all, read(ROOT, 'Dockerfile'), read(ROOT, '.ci', 'run')].concat(
    scripts.map(name => read(ROOT, 'scripts', name)),
  );

  test('is piped into anything', () => {
    for (const text of commands) {
      expect(text).not.toMatch(/\b(curl|wget|fetch)\b.*\|/);
      expect(text).not.toMatch(/\|\s*(sudo\s+)?(ba|z|da)?sh\b|\|\s*(tar|node|python)\b/);
    }
  });

  test('is run before its check sum is checked', () => {
    for (const job of [...workflows.values()].flatMap(workflow => [...jobsOf(workflow).values()])) {
      const [script] = runsOf(job).filter(run => /\b(curl|wget|gh release download)\b/.test(run));
      if (!script) continue;
      expect(script).toMatch(
        /download v[\d.]+ .*\n\s*echo "\$SHA256 {2}\$ARCHIVE" \| sha256sum --check --strict\n/,
      );
      expect(job).toMatch(/SHA256: [0-9a-f]{64}$/m);
    }
  });
});

test('no text of others becomes part of a command', () => {
  for (const run of [...workflows.values()].flatMap(runsOf)) expect(run).not.toContain('${{');
});

describe('rights', () => {
  test('a check may only read', () => {
    const check = workflows.get('check.yml') ?? '';
    expect(rightsOf(check, '')).toEqual({ contents: 'read' });
    for (const job of jobsOf(check).values()) expect(rightsOf(job, '    ')).toBeUndefined();
    expect(check).not.toContain('secrets.');
    expect(check).not.toContain('pull_request_target');
  });

  test('each job of a release has only what it needs', () => {
    expect(rightsOf(workflows.get('release.yml') ?? '', '')).toEqual({});
    const rights = Object.fromEntries([...release].map(([name, job]) => [name, rightsOf(job, '    ')]));
    expect(rights).toEqual({
      build: { contents: 'read' },
      'build-image': { contents: 'read' },
      attest: { 'id-token': 'write', attestations: 'write' },
      'publish-npm': { 'id-token': 'write' },
      'publish-image': { packages: 'write', 'id-token': 'write', attestations: 'write' },
      'publish-github': { contents: 'write' },
      'publish-registry': { contents: 'read', 'id-token': 'write' },
    });
  });

  test('what builds has no secrets, and leaves no token behind', () => {
    for (const name of ['build', 'build-image']) {
      expect(release.get(name)).not.toMatch(/secrets\.|github\.token|environment:/);
      // A cache is shared with runs that anybody can cause.
      expect(release.get(name)).not.toMatch(/cache: npm|actions\/cache/);
    }
    const checkouts = all.split('uses: actions/checkout').length - 1;
    expect(all.split('persist-credentials: false').length - 1).toBe(checkouts);
  });

  test('what publishes installs and builds nothing', () => {
    for (const [name, job] of release) {
      if (name.startsWith('build')) continue;
      for (const run of runsOf(job)) {
        expect(run, name).not.toMatch(
          /\bnpm (ci|i|install|run|exec|test|pack)\b|\bnpx\b|scripts\/|\.ci\/|\bnode\b/,
        );
        expect(run, name).not.toMatch(/docker (build|run)\b|buildx build/);
      }
      expect(job, name).toMatch(/needs: (build|publish-npm|\[.*\])\n/);
    }
    expect(release.get('publish-npm')).toMatch(
      /npm publish \.\/artifacts\/\S+\.tgz --ignore-scripts --provenance /,
    );
  });
});

test('a release is attested, and the page on security says how to verify it', () => {
  expect(release.get('attest')).toContain('subject-path: artifacts/*');
  expect(release.get('publish-image')).toContain('push-to-registry: true');
  expect(read(ROOT, 'scripts', 'pack.sh')).toContain('> artifacts/sbom.cdx.json');
  const page = read(ROOT, 'SECURITY.md');
  for (const subject of [`snovio-mcp-${version}.tgz`, 'snovio-mcp.mcpb', 'sbom.cdx.json'])
    expect(page).toContain(`gh attestation verify ${subject} --repo snovio-mcp/snovio-mcp\n`);
  const [, image] = /^ {2}IMAGE: (\S+)$/m.exec(workflows.get('release.yml') ?? '') ?? [];
  expect(page).toContain(`gh attestation verify oci://${image}:${version} --repo snovio-mcp/snovio-mcp\n`);
});

test('the list of components names what is bundled, with hashes', () => {
  const [command = ''] = /npm sbom [^>]+/.exec(read(ROOT, 'scripts', 'pack.sh')) ?? [];
  const env = { ...process.env, npm_config_update_notifier: 'false' };
  const sbom = execFileSync('npm', command.trim().split(' ').slice(1), {
    cwd: ROOT,
    env,
    maxBuffer: 2 ** 26,
  });
  const { bomFormat, components } = JSON.parse(sbom.toString()) as {
    bomFormat: string;
    components: { name: string; hashes?: unknown[] }[];
  };
  expect(bomFormat).toBe('CycloneDX');
  for (const name of ['zod', 'undici', '@modelcontextprotocol/server', 'pino'])
    expect(components.find(component => component.name === name)?.hashes).toHaveLength(1);
});
