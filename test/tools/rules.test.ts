import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SETTINGS } from '../../src/config/settings.ts';
import { overlongText } from '../../src/mcp/argument-lengths.ts';
import { cleanerOf } from '../../src/mcp/clean-answer.ts';
import { selectTools } from '../../src/mcp/select-tools.ts';
import { jsonSchema } from '../../src/mcp/tool-listing.ts';
import { ITEM_STATUSES } from '../../src/snovio/shapes/statuses.ts';
import { message } from '../../src/text/roles.ts';
import { recipientStatus } from '../../src/text/states.ts';
import type { Tool } from '../../src/tool.ts';
import { defaultTools, rawSteps, tools } from '../../tools/index.ts';
import reference from '../sandbox/reference.json' with { type: 'json' };
import { tokensOf } from '../tokens.ts';
import { PROMISED, TWINS } from './promised.ts';
import { type Schema, walk } from './schemas.ts';

/** Arguments that people write at length. */
const LONG_TEXTS = ['value', 'signature', 'subject', 'body'];

/** Tools that take whole prospects, steps of campaigns or filters. */
const ROOMY = [
  ...['add_prospect_to_list', 'save_prospects'],
  ...['create_campaign', 'update_campaign_steps'],
  ...['search_people', 'find_people'],
];

const tokens = ({ name, description, input }: Tool) =>
  tokensOf(JSON.stringify({ name, description, inputSchema: jsonSchema(input, 'input') }));

const toolOf = (name: string) => {
  const found = tools.find(tool => tool.name === name);
  if (!found) throw new Error(`no tool ${name}`);
  return found;
};

/** Every field of an output schema and of the schemas inside it, without what says that it may be missing. */
function* fieldsOf(schema: z.core.$ZodType): Generator<[key: string, field: z.core.$ZodType]> {
  if (schema instanceof z.ZodOptional) yield* fieldsOf(schema.def.innerType);
  if (schema instanceof z.ZodArray) yield* fieldsOf(schema.def.element);
  if (!(schema instanceof z.ZodObject)) return;
  for (const [key, field] of Object.entries<z.core.$ZodType>(schema.shape)) {
    yield [key, field instanceof z.ZodOptional ? field.def.innerType : field];
    yield* fieldsOf(field);
  }
}

test('the promised tools are all there, in the promised order', () => {
  const found = tools.filter(({ name }) => PROMISED.some(([promised]) => promised === name));
  expect(found.map(tool => [tool.name, tool.toolset, tool.effect])).toEqual(PROMISED);
});

test('legacy raw steps come last', () => {
  expect(rawSteps.length).toBeGreaterThan(0);
  expect(tools.slice(-rawSteps.length)).toEqual(rawSteps);
  expect(tools.filter(tool => tool.title.includes('(legacy)'))).toEqual(rawSteps);
});

test('those of the default toolsets are exposed by default, and all of them on request', () => {
  const select = (...toolsets: string[]) =>
    selectTools(tools, { toolsets, readOnly: false, maxCredits: undefined });
  expect(select('default')).toEqual(defaultTools);
  expect(select('default', 'crm')).toEqual(
    tools.filter(tool => defaultTools.includes(tool) || tool.toolset === 'crm'),
  );
  expect(select('all')).toEqual(tools.filter(({ needs }) => needs === undefined));
  const publicUrl = 'https://mcp.example.com';
  expect(
    selectTools(tools, { toolsets: ['all'], readOnly: false, maxCredits: undefined, publicUrl }),
  ).toEqual(tools);
});

test('together they call every documented method but the one for tokens, and no other', () => {
  const documented = reference.map(({ verb, path }) => `${verb} ${path}`);
  expect(documented).toHaveLength(82);
  const called = new Set(tools.flatMap(tool => tool.methods));
  expect([...called].sort()).toEqual(
    documented.filter(method => method !== 'POST /v1/oauth/access_token').sort(),
  );
});

test('toolsets are those that the configuration knows', () => {
  const schema = SETTINGS.toolsets.schema;
  for (const { toolset } of tools) expect(schema.parse(toolset)).toEqual([toolset]);
  expect(schema.safeParse('no-such-toolset').success).toBe(false);
});

test.each([
  ['the default toolsets', defaultTools, 5400],
  ['all toolsets', tools.filter(({ needs }) => needs === undefined), 10_500],
])('the listing of %s costs an agent few tokens', (_, listed, most) => {
  expect(listed.reduce((sum, tool) => sum + tokens(tool), 0)).toBeLessThanOrEqual(most);
});

describe.each(tools.map(tool => [tool.name, tool] as const))('%s', (name, tool) => {
  const input = jsonSchema(tool.input, 'input') as Schema;
  const output = jsonSchema(tool.output, 'output') as Schema;

  test('has a name in snake_case, verb first, of at most 32 characters', () => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(name.length).toBeLessThanOrEqual(32);
    const verbs =
      'add|archive|change|check|complete|count|create|delete|find|get|list|pause|prepare|resume|reveal|save|search|start|update|verify';
    expect(name).toMatch(new RegExp(`^(${verbs})_`));
    expect(tools.filter(other => other.name === name)).toHaveLength(1);
    expect(tool.title).toMatch(/^\p{Lu}.{5,49}$/u);
  });

  test('is described in 12 to 45 words', () => {
    const words = tool.description.split(/\s+/).length;
    expect(words).toBeGreaterThanOrEqual(12);
    expect(words).toBeLessThanOrEqual(45);
    expect(tool.description).toMatch(/[.]$/);
  });

  test('names no tool that does not exist', () => {
    const known = tools.map(other => other.name);
    const named = tool.description.match(/\b[a-z]+(_[a-z]+){1,}\b/g) ?? [];
    // Statuses of answers look the same.
    const words: string[] = [...known, ...ITEM_STATUSES];
    expect(named.filter(word => !words.includes(word))).toEqual([]);
    expect(named).not.toContain(name);
  });

  test('says what it costs', () => {
    if (tool.effect === 'spend') expect(tool.description).toMatch(/PAID: .*\b\d+ credit|PAID:.* 1 credit/);
    else expect(tool.description).toMatch(/\bfree\b/i);
    expect(tool.credits === 'free').toBe(tool.effect !== 'spend');
  });

  test('describes every parameter', () => {
    const mute = [...walk(input, name)].filter(([path, { description }]) => {
      return path !== name && !path.endsWith('[]') && !description?.trim();
    });
    expect(mute.map(([path]) => path)).toEqual([]);
  });

  test('bounds every number it takes', () => {
    // As it is checked: a listing leaves out what goes without saying.
    const checked = z.toJSONSchema(tool.input, { io: 'input' }) as Schema;
    const numbers = [...walk(checked, name)].filter(
      ([, schema]) => schema.type === 'integer' || schema.type === 'number',
    );
    const open = numbers.filter(
      ([, schema]) => Number(schema.maximum ?? Infinity) > 1_000_000 || !(Number(schema.minimum) >= 0),
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  test('bounds every text it takes, but those that people write at length', () => {
    const texts = [...walk(input, name)].filter(([, { type, enum: words }]) => type === 'string' && !words);
    const names = texts.map(([path]) => path.replaceAll('[]', '').split('.').at(-1) ?? '');
    const long = names.filter(text => !overlongText({ [text]: 'x'.repeat(2049) }));
    expect(long.filter(text => !LONG_TEXTS.includes(text))).toEqual([]);
  });

  test('answers with an object', () => {
    expect(output.type).toBe('object');
    expect(Object.keys(output)).not.toContain('oneOf');
    expect(Object.keys(output.properties ?? {}).length).toBeGreaterThan(0);
  });

  test('says of every text that it answers what it is', () => {
    expect(() => cleanerOf(tool.output)).not.toThrow();
  });

  test('answers long texts, and nothing else, as untrustedText', () => {
    const messages = [...fieldsOf(tool.output)].filter(([, field]) => field === message);
    const named = [...fieldsOf(tool.output)].filter(([key]) => key === 'untrustedText');
    expect(messages).toEqual(named);
  });

  test('calls the status of a recipient by its name, since a campaign, a mail and an address have one too', () => {
    const statuses = [...fieldsOf(tool.output)].filter(([, field]) => field === recipientStatus);
    const named = [...fieldsOf(tool.output)].filter(([key]) => key === 'recipientStatus');
    expect(statuses).toEqual(named);
  });

  test('changes something, as hosts are told, if it can send', () => {
    if ('allowSending' in tool.input.shape) expect(['write', 'destructive']).toContain(tool.effect);
  });

  test('can be given a price limit exactly if it is paid', () => {
    const paid = tool.effect === 'spend';
    expect('maxCredits' in tool.input.shape).toBe(paid);
    expect('credits' in tool.output.shape).toBe(paid);
    if (paid) expect(tool.input.shape.maxCredits?.safeParse(0).success).toBe(true);
  });

  test('names at least one method, each once, unless all it reads is kept here', () => {
    expect(tool.methods.length > 0).toBe(tool.name !== 'list_events');
    expect(new Set(tool.methods).size).toBe(tool.methods.length);
  });

  test('costs an agent few tokens', () => {
    const most = ROOMY.includes(name) ? 500 : 350;
    expect(tokens(tool)).toBeLessThanOrEqual(most);
  });
});

test.each(TWINS)('%s and %s, easily confused, name each other', (first, second) => {
  expect(toolOf(first).description).toContain(second);
  expect(toolOf(second).description).toContain(first);
});

test.each(rawSteps.map(step => step.name))(
  '%s calls itself a legacy raw step and points to its flow',
  step => {
    const [, flow = ''] = /^Legacy raw step: .* Use (\w+)/.exec(toolOf(step).description) ?? [];
    const methods = toolOf(flow).methods;
    expect(methods).toEqual(expect.arrayContaining([...toolOf(step).methods]));
  },
);

test('the two look-ups of a person say at once which one is paid', () => {
  expect(toolOf('get_profile_by_email').description).toMatch(/^PAID: /);
  expect(toolOf('get_prospects_by_email').description).toMatch(/^FREE: /);
});

test('the same parameter is described in the same words everywhere', () => {
  const meanings = new Map<string, Set<string>>();
  for (const tool of tools) {
    for (const [name, { description = '' }] of Object.entries(
      (jsonSchema(tool.input, 'input') as Schema).properties ?? {},
    )) {
      meanings.set(name, (meanings.get(name) ?? new Set()).add(description));
    }
  }
  // Where one word means two things: a do-not-email list is no prospect list, an e-mail may be left out, the mail of a
  // warm-up knows no variables.
  const known = ['listId', 'email', 'status', 'emails', 'subject', 'body'];
  const unclear = [...meanings].filter(([name, texts]) => texts.size > 1 && !known.includes(name));
  expect(unclear.map(([name, texts]) => ({ name, texts: [...texts] }))).toEqual([]);
});
