import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { tools } from '../../tools/index.ts';
import { REACHABLE, startHarness } from '../harness.ts';

// What an agent sees of each tool, as a real client gets it: a changed word is a reviewed difference.
// `npm run generate` renews the files.
const folder = fileURLToPath(new URL('../snapshots/', import.meta.url));
const harness = await startHarness({ env: REACHABLE });
const listed = (await harness.client.listTools()).tools;
afterAll(() => harness.close());

test('a client is shown every tool, in order', () => {
  expect(listed.map(tool => tool.name)).toEqual(tools.map(tool => tool.name));
});

test.each(tools.map(tool => tool.name))('%s looks as it did (npm run generate renews it)', async name => {
  // Through JSON, since the client keeps properties that were not sent as undefined ones.
  const tool = JSON.parse(JSON.stringify(listed.find(tool => tool.name === name) ?? {}));
  const { title, description, annotations, inputSchema, outputSchema, _meta, ...rest } = tool;
  expect(rest).toEqual({ name });
  const shown = { name, title, description, annotations, inputSchema, outputSchema, _meta };
  await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(`${folder}${name}.json`);
});

// Other people's configurations call tools by name, so `npm run generate` keeps these files: who drops or renames a tool
// deletes its file by hand.
test('no file is left of a tool that is gone', () => {
  const known = tools.map(tool => `${tool.name}.json`);
  expect(readdirSync(folder).filter(file => !known.includes(file))).toEqual([]);
});
