import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SKILL_TOOLS, SKILL_URI } from '../../src/mcp/skills.ts';
import { tools } from '../../tools/index.ts';
import { type Harness, startHarness } from '../harness.ts';

const TEXT = readFileSync(new URL('../../skills/snovio-lead-list/SKILL.md', import.meta.url), 'utf8');

interface Step {
  tool: string;
  // biome-ignore lint/suspicious/noExplicitAny: arguments of every shape
  args: any;
}

/** The calls that the skill shows, in order. */
const STEPS: Step[] = [...TEXT.matchAll(/^```call\n(\w+) (\{.*\})\n```$/gm)].map(
  ([, tool = '', args = '']) => ({
    tool,
    args: JSON.parse(args),
  }),
);

let h: Harness;
beforeEach(async () => {
  h = await startHarness({ env: { SNOVIO_TOOLSETS: 'default', SNOVIO_MAX_CREDITS_PER_CALL: '0' } });
});
afterEach(() => h.close());

const charged = () => h.sandbox.charges.reduce((sum, { credits }) => sum + credits, 0);

describe('what it says', () => {
  test('its calls are those of the tools that it needs', () => {
    expect([...new Set(STEPS.map(({ tool }) => tool))].sort()).toEqual([...SKILL_TOOLS].sort());
    expect(TEXT.match(/```/g)).toHaveLength(STEPS.length * 2);
  });

  test('every tool, argument and field in it exists', () => {
    const inlined = [...TEXT.matchAll(/`([a-z]\w*)`/g)].map(([, word = '']) => word);
    const used = tools.filter(({ name }) => SKILL_TOOLS.includes(name));
    const known = new Set([
      ...used.flatMap(({ name, input, output }) => [name, ...keysOf(input), ...keysOf(output)]),
      ...['valid', 'not_run', 'sending_not_allowed'],
    ]);
    expect(inlined.filter(word => !known.has(word))).toEqual([]);
    const dotted = [...TEXT.matchAll(/`(\w+)\.(\w+)`/g)].flatMap(([, ...words]) => words);
    expect(dotted.filter(word => !known.has(word))).toEqual([]);
  });

  test('it is short', () => {
    expect(TEXT.split(/\s+/).length).toBeLessThan(800);
  });
});

/** The names of all fields of a schema, at any depth. */
function keysOf(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodOptional) return keysOf(schema.def.innerType);
  if (schema instanceof z.ZodArray) return keysOf(schema.def.element);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, field]) => [key, ...keysOf(field)]);
}

test('followed step by step it ends at a verified list, and pays no more than was asked', async () => {
  const answers = new Map<string, Awaited<ReturnType<Harness['call']>>>();
  for (const { tool, args } of STEPS) {
    const people = answers.get('find_people')?.structured.leads ?? [];
    const found = people.filter((lead: { emails?: object[] }) => lead.emails?.length);
    // Where the skill shows a person who is made up, the agent takes those it has found.
    const real = {
      ...args,
      ...(args.emails && {
        emails: found.map((lead: { emails: { email: string }[] }) => lead.emails[0]?.email),
      }),
      ...(args.prospects && { prospects: found.map(prospectOf) }),
    };
    const answer = await h.call(tool, real);
    expect(answer.isError, `${tool}: ${answer.text}`).toBe(false);
    answers.set(args.reveal ? 'reveal' : tool, answer);
    if (tool === 'find_people') answers.set('find_people', answer);
    if (!args.maxCredits && tool !== 'save_prospects' && !answers.has('reveal')) expect(charged()).toBe(0);
  }
  const asked = STEPS.find(({ args }) => args.reveal)?.args.maxCredits;
  expect(charged()).toBeGreaterThan(0);
  expect(charged()).toBeLessThanOrEqual(asked);
  const saved = answers.get('save_prospects')?.structured.results;
  expect(saved.filter(({ status }: { status: string }) => status === 'added').length).toBeGreaterThan(0);
  const { prospects } = answers.get('get_prospects_in_list')?.structured ?? {};
  const ready = answers.get('prepare_leads')?.structured.ready.map(({ email }: { email: string }) => email);
  expect(prospects.map(({ emails }: { emails: { email: string }[] }) => emails[0]?.email).sort()).toEqual(
    ready.sort(),
  );
});

/** What the skill says to give along, of a lead of `find_people`. */
// biome-ignore lint/suspicious/noExplicitAny: a row of an answer
function prospectOf({ firstName, lastName, position, company, domain, emails }: any) {
  return {
    ...{ email: emails[0].email, firstName, lastName, position },
    ...{ companyName: company, companySite: domain },
  };
}

describe('how it is served', () => {
  const Listed = z.looseObject({ skills: z.array(z.looseObject({ uri: z.string() })) });
  const Got = z.looseObject({ skill: z.looseObject({ uri: z.string() }) });

  test('skills/list and skills/get have the entry, with the digest of the file', async () => {
    const { skills } = await h.client.request({ method: 'skills/list', params: {} }, Listed);
    const digest = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;
    expect(skills).toMatchObject([
      {
        uri: SKILL_URI,
        frontmatter: { name: 'snovio-lead-list', description: expect.stringContaining('price asked') },
        resources: [{ uri: SKILL_URI, digest, size: Buffer.byteLength(TEXT) }],
      },
    ]);
    const params = { uri: SKILL_URI };
    const { skill } = await h.client.request({ method: 'skills/get', params }, Got);
    expect(skill).toEqual(skills[0]);
    const missing = { method: 'skills/get', params: { uri: 'skill://other/SKILL.md' } };
    await expect(h.client.request(missing, Got)).rejects.toThrow('No skill');
  });

  test('its text is a resource, as the file has it', async () => {
    const { contents } = await h.client.readResource({ uri: SKILL_URI });
    expect(contents).toEqual([{ uri: SKILL_URI, mimeType: 'text/markdown', text: TEXT }]);
    await expect(h.client.readResource({ uri: 'skill://snovio-lead-list/other.md' })).rejects.toThrow(
      'no such resource',
    );
  });

  test('the server says that it has skills', () => {
    expect(h.client.getServerCapabilities()?.extensions).toHaveProperty('io.modelcontextprotocol/skills');
  });

  test('where a tool of it is missing, there is no skill', async () => {
    await using other = await startHarness({ env: { SNOVIO_TOOLSETS: 'find,verify' } });
    expect(Object.keys(other.client.getServerCapabilities()?.extensions ?? {})).not.toContain(
      'io.modelcontextprotocol/skills',
    );
    await expect(other.client.readResource({ uri: SKILL_URI })).rejects.toThrow('no such resource');
    const list = other.client.request({ method: 'skills/list', params: {} }, Listed);
    await expect(list).rejects.toThrow(/not found/i);
  });
});
