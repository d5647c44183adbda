import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';
import { knownCalls, patient, REFUSED } from '../leaving/calls.ts';
import { personWho } from '../person.ts';
import { type Listed, listedBy } from './listed.ts';
import { type Schema, walk } from './schemas.ts';

// MCP's dialect is JSON Schema 2020-12, and hosts such as Claude Desktop refuse a list with any other. Ajv reads the
// schemas as a stranger: without zod, and without our checks.

const listed = await listedBy('all', { SNOVIO_DYNAMIC_TOOLS: '1' });
const own = listed.filter(({ name }) => name !== 'find_tool' && name !== 'use_tool');

/** Refuses unknown words, types that a word does not belong to, and required properties that are not described. */
const strict = () =>
  new Ajv2020({ strict: true, strictTypes: true, strictRequired: true, strictTuples: true, allErrors: true });

/** A schema that refuses what it does not name, as the server does though no schema says so: that would cost tokens. */
function closed(schema: Schema): Schema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(items && { items: closed(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, closed(part)])),
      ...(schema.additionalProperties === undefined && { additionalProperties: false }),
    }),
  };
}

/** What is wrong with a value; empty if nothing is. */
const faults = (check: ValidateFunction, value: unknown) =>
  check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

test.each(listed.map(tool => [tool.name, tool] as const))('both schemas of %s are 2020-12', (name, tool) => {
  const ajv = strict();
  for (const schema of [tool.inputSchema, tool.outputSchema]) {
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(ajv.validateSchema(schema)).toBe(true);
    // Without $schema the dialect is MCP's; with draft-07's the tool is refused. Words of older drafts are none of 2020-12.
    for (const [path, part] of walk(schema, name))
      expect({ path, old: ['$schema', 'definitions', 'dependencies'].filter(word => word in part) }).toEqual({
        path,
        old: [],
      });
  }
});

describe('calls and answers', () => {
  let h: Harness;
  let calls: Readonly<Record<string, object>>;
  beforeAll(async () => {
    h = await startHarness(personWho(() => true).options);
    calls = await knownCalls(h.sandbox);
  });
  afterAll(() => h.close());

  test('a closed schema refuses what it does not name', () => {
    const tool = own.find(({ name }) => name === 'get_balance') as Listed;
    const check = strict().compile(closed(tool.outputSchema));
    expect(faults(check, { secret: 1 })).toContain(' must NOT have additional properties');
  });

  test.each(own.map(tool => [tool.name, tool] as const))('of %s fit its schemas', async (name, tool) => {
    const ajv = strict();
    expect(faults(ajv.compile(closed(tool.inputSchema)), calls[name])).toEqual([]);
    const { structured, isError } = await h.call(name, patient(calls[name], tool.inputSchema));
    expect(isError).toBe(REFUSED.includes(name));
    if (!isError) expect(faults(ajv.compile(closed(tool.outputSchema)), structured)).toEqual([]);
  });
});
