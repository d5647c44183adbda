import { describe, expect, test } from 'vitest';
import { jsonSchema } from '../../src/mcp/tool-listing.ts';
import { tools } from '../../tools/index.ts';
import { read } from './pages.ts';

/** Rows of the table of ids: the id's name, the tools that tell it, and those that take it. */
const rows = read('docs/answers.md')
  .split('\n| id | stands in answers of | taken by |\n')[1]
  ?.split('\n\n')[0]
  ?.split('\n')
  .slice(1)
  .map(row => row.split('|').map(cell => cell.match(/`\w+`/g)?.map(name => name.slice(1, -1)) ?? []));

type Column = 2 | 3;

const listed = (id: string, column: Column) =>
  (rows ?? []).filter(cells => cells[1]?.[0] === id).flatMap(cells => cells[column] ?? []);
const told = (id: string) => listed(id, 2);
const taken = (id: string) => listed(id, 3);

function having(key: string, io: 'input' | 'output'): string[] {
  const found = tools.filter(tool => JSON.stringify(jsonSchema(tool[io], io)).includes(`"${key}":{`));
  return found.map(({ name }) => name);
}

describe('the ids of people are listed', () => {
  test.each(['prospectHash', 'personId'])('%s: every tool that answers it, and no other', id => {
    expect(told(id).sort()).toEqual(having(id, 'output').sort());
  });

  test('personIds: every tool that takes them', () => {
    expect(taken('personId').sort()).toEqual(having('personIds', 'input').sort());
  });

  test('id: tools that take and tell a saved prospect', () => {
    expect(taken('id')).toEqual(having('id', 'input'));
    for (const name of told('id')) expect(having('id', 'output')).toContain(name);
    expect(told('id')).toHaveLength(4);
  });

  test('an input takes no hash, so that none has to be told', () => {
    expect(having('prospectHash', 'input')).toEqual([]);
  });
});

test('every tool that takes `detail` is named beside it, and no other', () => {
  const sentence = /### Brief and full\n\n([^.]*?) take `detail` and `fields`\./.exec(
    read('docs/answers.md'),
  )?.[1];
  const named = sentence?.match(/`\w+`/g)?.map(name => name.slice(1, -1)) ?? [];
  const taking = tools.filter(({ input }) => 'detail' in input.shape).map(({ name }) => name);
  expect(named.sort()).toEqual(taking.sort());
});
