import { expect, test } from 'vitest';
import mcpJson from '../../mcp.json' with { type: 'json' };
import { type Listed, listedBy } from './listed.ts';
import { type Schema, walk } from './schemas.ts';

// What hosts and the models behind them take of a tool. A host that finds one out of bounds leaves it out without a word,
// or loses the whole list; so each published limit is a rule here, over every tool that any setting lists.

const everything = await listedBy('all', { SNOVIO_DYNAMIC_TOOLS: '1' });
const byDefault = await listedBy('default');

/** The tools that break a rule, each with what is wrong. */
const broken = (problem: (tool: Listed) => unknown) =>
  everything.flatMap(tool => {
    const found = [problem(tool)].flat().filter(Boolean);
    return found.length > 0 ? [`${tool.name}: ${found.join(', ')}`] : [];
  });

const inside = ({ name, inputSchema }: Listed) => [...walk(inputSchema, name)];
const namesIn = (tool: Listed) => inside(tool).flatMap(([, { properties }]) => Object.keys(properties ?? {}));
const valuesIn = (tool: Listed) => inside(tool).flatMap(([, schema]) => schema.enum ?? []);

/** How many objects and arrays stand inside one another. */
function depthOf(schema: Schema): number {
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  return 1 + Math.max(0, ...parts.filter(({ type }) => type === 'object' || type === 'array').map(depthOf));
}

/** What users may call the server: the keys of mcp.json, and what `init` writes. */
const SERVER_NAMES = Object.keys(mcpJson.mcpServers);
const longestServer = Math.max(...SERVER_NAMES.map(({ length }) => length));

test('the rules see every tool, and the names that the server is given', () => {
  expect(everything).toHaveLength(76);
  expect(everything.flatMap(namesIn).length).toBeGreaterThan(250);
  expect(everything.flatMap(valuesIn).length).toBeGreaterThan(40);
  expect(SERVER_NAMES).toContain('snovio');
  expect(Math.max(...everything.map(({ inputSchema }) => depthOf(inputSchema)))).toBe(5);
});

test('the names of tools fit every host', () => {
  const patterns = {
    // MCP, SEP-986: 1 to 64 of these, and dots and slashes, which OpenAI and Claude refuse.
    MCP: /^[\w./-]{1,64}$/,
    // OpenAI, API reference: `function.name`.
    OpenAI: /^[a-zA-Z0-9_-]{1,64}$/,
    // Claude, API reference: `tools.name`. Anthropic's directory wants 64 at most as well.
    Claude: /^[a-zA-Z0-9_-]{1,64}$/,
    // Gemini, API reference: `FunctionDeclaration.name`; older and Firebase SDKs say 63.
    Gemini: /^[a-zA-Z_][\w.:-]{0,62}$/,
  };
  for (const [host, pattern] of Object.entries(patterns))
    expect(broken(({ name }) => !pattern.test(name) && host)).toEqual([]);
});

test.each([
  // Cursor leaves out what is longer: "Combined server and tool name length exceeds 60 characters".
  ['Cursor', ':', 60],
  // Claude Code names a tool mcp__SERVER__TOOL, and the API takes 64.
  ['Claude Code', 'mcp____', 64],
  // Gemini CLI names it mcp_SERVER_TOOL, and cuts the middle out of what is longer than 63.
  ['Gemini CLI', 'mcp__', 63],
])('the names of tools fit %s with the server’s name before them', (_, around, most) => {
  expect(broken(({ name }) => name.length + around.length + longestServer > most)).toEqual([]);
});

test.each([
  // Cursor sent an agent 40 tools of all servers, later 80.
  ['Cursor', 40],
  // VS Code and OpenAI: 128 tools in a request. Windsurf: 100 of all servers.
  ['Windsurf', 100],
])('the default toolsets fit %s, and leave room for other servers', (_, most) => {
  expect(byDefault.length).toBeLessThan(most);
});

test('all toolsets together fit one request of OpenAI and VS Code', () => {
  expect(everything.length).toBeLessThanOrEqual(128);
});

test('descriptions are not cut', () => {
  // OpenAI refused more than 1,024 characters for years, Azure still does. Claude Code cuts at 2 KB.
  expect(broken(({ description }) => description.length > 1024)).toEqual([]);
});

test('arguments are one plain object', () => {
  // OpenAI: "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level"; Claude
  // says the same. MCP wants the type.
  const refused = ['oneOf', 'anyOf', 'allOf', 'enum', 'not', '$ref'];
  expect(broken(({ inputSchema }) => inputSchema.type !== 'object' && 'no object')).toEqual([]);
  expect(broken(({ inputSchema }) => refused.filter(word => word in inputSchema))).toEqual([]);
});

test('arguments are described in words of JSON Schema that every host takes', () => {
  // Gemini refuses the whole request for a word that its Schema type does not have ("Unknown name"), such as const,
  // exclusiveMinimum, multipleOf, propertyNames, prefixItems, $ref, oneOf and allOf. OpenAI's Structured Outputs take no allOf, not,
  // if, then, else, dependentRequired and dependentSchemas. What is left in both, and used here:
  const portable = [
    ...['type', 'properties', 'required', 'items', 'enum', 'description'],
    ...['minimum', 'maximum', 'minItems', 'maxItems'],
  ];
  const foreign = (schema: Schema) => Object.keys(schema).filter(word => !portable.includes(word));
  // use_tool passes arguments on that have another tool's schema.
  const isOpen = (path: string, word: string) =>
    path === 'use_tool.arguments' && word === 'additionalProperties';
  expect(
    broken(tool =>
      inside(tool).flatMap(([path, schema]) => foreign(schema).filter(word => !isOpen(path, word))),
    ),
  ).toEqual([]);
});

test('each argument has one type', () => {
  // Gemini: a list of types is "Proto field is not repeating", no type is "must be specified".
  const types = ['object', 'array', 'string', 'integer', 'number', 'boolean'];
  expect(
    broken(tool => inside(tool).flatMap(([path, { type }]) => (types.includes(String(type)) ? [] : path))),
  ).toEqual([]);
});

test('what is asked for is there, and arrays say of what', () => {
  // Gemini: "property is not defined" and "items: missing field".
  const lost = (schema: Schema) => schema.required?.filter(name => !schema.properties?.[name]) ?? [];
  expect(broken(tool => inside(tool).flatMap(([, schema]) => lost(schema)))).toEqual([]);
  expect(
    broken(tool => inside(tool).flatMap(([path, s]) => (s.type === 'array' && !s.items ? path : []))),
  ).toEqual([]);
});

test('choices are different, readable texts', () => {
  // Gemini: enum is "only allowed for STRING type", and none of its values may be empty.
  const isPlain = (value: unknown) => typeof value === 'string' && /^[\w -]+$/.test(value);
  const wrong = ({ type, enum: values }: Schema) =>
    values !== undefined &&
    !(type === 'string' && values.every(isPlain) && new Set(values).size === values.length);
  expect(broken(tool => inside(tool).flatMap(([path, schema]) => (wrong(schema) ? path : [])))).toEqual([]);
});

test('the names of arguments fit every host', () => {
  // Gemini, FunctionDeclaration.parameters: a letter or underscore first, then those and digits, 64 at most. Claude:
  // ^[a-zA-Z0-9_.-]{1,64}$.
  expect(broken(tool => namesIn(tool).filter(name => !/^[a-zA-Z_]\w{0,63}$/.test(name)))).toEqual([]);
});

test('arguments stay within what OpenAI’s Structured Outputs take', () => {
  // OpenAI, Structured Outputs, supported schemas: per schema at most 5,000 properties, 10 levels, 1,000 values in enums,
  // 120,000 characters of names and values; 15,000 in an enum of more than 250 values.
  const characters = (texts: readonly unknown[]) => texts.join('').length;
  expect(broken(tool => namesIn(tool).length > 5000)).toEqual([]);
  expect(broken(tool => valuesIn(tool).length > 1000)).toEqual([]);
  expect(broken(tool => inside(tool).some(([, schema]) => (schema.enum?.length ?? 0) > 250))).toEqual([]);
  expect(broken(tool => characters([...namesIn(tool), ...valuesIn(tool)]) > 120_000)).toEqual([]);
});

test('arguments are not nested deeply', () => {
  // OpenAI takes 10 levels. Gemini publishes no number and refuses with "exceeds the maximum allowed nesting depth";
  // reports begin above 5.
  expect(broken(({ inputSchema }) => depthOf(inputSchema) > 5)).toEqual([]);
});
