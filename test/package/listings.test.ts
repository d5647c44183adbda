import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import manifest from '../../bundle/manifest.json' with { type: 'json' };
import glama from '../../glama.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import registry from '../../server.json' with { type: 'json' };
import { SETTINGS } from '../../src/config/settings.ts';
import { ROOT } from '../commands/kit.ts';

// What directories of MCP servers read of the repository and the package, beside the tools.

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const { homepage, version } = packageJson;

describe('the MCP registry', () => {
  // The parts of server.schema.json 2025-12-11 that server.json uses, with what the registry checks besides
  // (modelcontextprotocol/registry, internal/validators). Stricter in one thing: what it does not know is refused, so that a
  // misspelt word shows.
  const https = z.url({ protocol: /^https$/ });
  const exactVersion = z
    .string()
    .min(1)
    .max(255)
    // No range, and not "latest".
    .regex(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  const Variable = z.strictObject({
    name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
    description: z.string().min(10),
    isRequired: z.boolean(),
    isSecret: z.literal(true).optional(),
    format: z.enum(['string', 'number', 'boolean', 'filepath']).optional(),
    choices: z.array(z.string()).min(2).optional(),
  });
  const Entry = z.strictObject({
    $schema: z.literal('https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json'),
    // Published by an action of the repository: the namespace is its owner.
    name: z
      .string()
      .max(200)
      .regex(/^io\.github\.[\w-]+\/[a-zA-Z0-9._-]+$/),
    title: z.string().min(1).max(100),
    description: z.string().min(1).max(100),
    repository: z.strictObject({
      url: z.string().regex(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/),
      source: z.literal('github'),
    }),
    websiteUrl: https,
    version: exactVersion,
    packages: z
      .array(
        z.strictObject({
          registryType: z.literal('npm'),
          identifier: z.string().regex(/^(@[\w.-]+\/)?[\w.-]+$/),
          version: exactVersion,
          runtimeHint: z.literal('npx'),
          transport: z.strictObject({ type: z.literal('stdio') }),
          environmentVariables: z.array(Variable),
        }),
      )
      .length(1),
  });
  const [npm] = registry.packages;
  const variables = npm?.environmentVariables ?? [];

  test('takes server.json', () => {
    expect(Entry.safeParse(registry).error?.issues ?? []).toEqual([]);
  });

  test.each([
    ['a range of versions', { version: '^0.1.0' }],
    ['a long description', { description: 'x'.repeat(101) }],
    ['a name without a namespace', { name: 'snovio-mcp' }],
    ['a word that it does not know', { titel: 'Snov.io' }],
  ])('would refuse %s', (_, change) => {
    expect(Entry.safeParse({ ...registry, ...change }).success).toBe(false);
  });

  test('finds the package that names it, in the version that it names', () => {
    expect(npm?.identifier).toBe(packageJson.name);
    expect([registry.version, npm?.version]).toEqual([version, version]);
    expect(registry.name).toBe(packageJson.mcpName);
    const [, owner = ''] = /github\.com\/([\w-]+)\//.exec(registry.repository.url) ?? [];
    expect(registry.name.startsWith(`io.github.${owner}/`)).toBe(true);
  });

  test('is told of variables that exist, each once, and which are secret', () => {
    const names = variables.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const known = Object.values(SETTINGS).map(setting => setting.env as string);
    expect(names.filter(name => !known.includes(name))).toEqual([]);
    const secret = variables.filter(variable => 'isSecret' in variable).map(({ name }) => name);
    expect(secret).toEqual(['SNOVIO_CLIENT_ID', 'SNOVIO_CLIENT_SECRET']);
    expect(names.filter(name => /SECRET|TOKEN|KEY|PASSWORD/.test(name))).toEqual(['SNOVIO_CLIENT_SECRET']);
  });
});

describe('Glama', () => {
  test('takes glama.json, whose schema has maintainers only, by their GitHub names', () => {
    expect(Object.keys(glama)).toEqual(['$schema', 'maintainers']);
    expect(glama.$schema).toBe('https://glama.ai/mcp/schemas/server.json');
    expect(glama.maintainers.length).toBeGreaterThan(0);
    for (const name of glama.maintainers) expect(name).toMatch(/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i);
  });

  test('finds a licence that it knows, a README, and a changelog for the releases', () => {
    expect(packageJson.license).toBe('MIT');
    expect(read('LICENSE')).toMatch(/^MIT License\n/);
    for (const page of ['README.md', 'CHANGELOG.md', 'SECURITY.md'])
      expect(existsSync(join(ROOT, page))).toBe(true);
  });
});

describe('Anthropic’s directory', () => {
  const policy = `${homepage}/blob/main/PRIVACY.md`;

  test('finds the privacy policies in the bundle’s manifest: ours, and of the service that gets the data', () => {
    expect(manifest.privacy_policies).toEqual([policy, 'https://snov.io/privacy-policy']);
    // The field came with 0.2.
    expect(Number(manifest.manifest_version)).toBeGreaterThanOrEqual(0.2);
  });

  test('finds it in the README, under a heading of its own', () => {
    const [, section = ''] = read('README.md').split(/^## Privacy policy$/m);
    expect(section.split(/^## /m)[0]).toContain('(PRIVACY.md)');
  });

  test.each([
    ['what is collected and where it goes', /^## What goes where$/m],
    ['that there is no telemetry', /no telemetry/],
    ['what is stored, and for how long', /^## What is stored\n[\s\S]*\| kept for \|/m],
    ['what stands in logs', /^## Logs$/m],
    ['how it is erased', /^## Erasing$/m],
    ['who else gets it', /\(https:\/\/snov\.io\/privacy-policy\)/],
    ['whom to ask', /^## Questions$[\s\S]*https:\/\/github\.com\//m],
  ])('reads in it %s', (_, words) => {
    expect(read('PRIVACY.md')).toMatch(words);
  });

  test('finds whom to turn to, and examples of use', () => {
    expect(manifest.support).toBe(packageJson.bugs.url);
    expect(manifest.documentation).toBe(`${homepage}#readme`);
    expect(manifest.icon).toBe('icon.png');
  });
});
