import { describe, expect, test } from 'vitest';
import { tools } from '../../tools/index.ts';
import { REACHABLE } from '../harness.ts';
import { type Listed, listedBy } from './listed.ts';

// What directories of MCP servers want of every tool. docs/testing.md has the table.

const listed = await listedBy('all', {
  SNOVIO_DYNAMIC_TOOLS: '1',
  ...REACHABLE,
});

/** The words of a text, without those that say nothing. */
const wordsOf = (text: string) =>
  new Set(
    (text.toLowerCase().match(/[a-z]+/g) ?? []).filter(
      word => !/^(the|a|an|of|and|or|by|to|in|for|with|your|one)$/.test(word),
    ),
  );

/** The part of the words of both texts that they share: 1 is the same words. */
function likeness(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter(word => b.has(word)).length;
  return shared / (a.size + b.size - shared);
}

const pairs = listed.flatMap((one, i) => listed.slice(i + 1).map(other => [one, other] as const));
const closest = (text: (tool: Listed) => string) =>
  Math.max(...pairs.map(([one, other]) => likeness(text(one), text(other))));

describe('Anthropic’s, by its guides for local and remote servers', () => {
  test.each(listed.map(tool => [tool.name, tool] as const))(
    '%s says whether it only reads or changes something, and has a title',
    (name, { title, annotations }) => {
      expect([annotations.readOnlyHint, annotations.destructiveHint].filter(Boolean)).toHaveLength(1);
      expect(title.trim()).not.toBe('');
      expect(annotations.title).toBe(title);
      expect(name.length).toBeLessThanOrEqual(64);
    },
  );

  test('what only reads is free and changes nothing, and all else is no reading', () => {
    for (const { name, effect } of tools) {
      const hints = listed.find(tool => tool.name === name)?.annotations;
      expect({ name, reads: hints?.readOnlyHint, destroys: hints?.destructiveHint }).toEqual({
        name,
        reads: effect === 'read',
        destroys: effect !== 'read',
      });
    }
  });
});

describe('OpenAI’s, by its app review', () => {
  // A hint that is left out counts as its default, and the app is sent back.
  test.each(['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'] as const)(
    'every tool says %s, true or false',
    hint => {
      expect(listed.filter(({ annotations }) => typeof annotations[hint] !== 'boolean')).toEqual([]);
    },
  );

  test('repeating a call is harmless unless it writes', () => {
    for (const { name, effect } of tools) {
      const hints = listed.find(tool => tool.name === name)?.annotations;
      expect({ name, same: hints?.idempotentHint, open: hints?.openWorldHint }).toEqual({
        name,
        same: effect !== 'write',
        open: true,
      });
    }
  });
});

describe('Glama’s, as far as its score of definitions can be checked by machine', () => {
  test('no description only says the name or the title again', () => {
    const empty = listed.filter(({ name, title, description }) => {
      const known = wordsOf(`${name.replaceAll('_', ' ')} ${title}`);
      return [...wordsOf(description)].filter(word => !known.has(word)).length < 6;
    });
    expect(empty.map(({ name }) => name)).toEqual([]);
  });

  test('no two tools are named, titled or described so alike that one is taken for the other', () => {
    expect(new Set(listed.map(({ title }) => title.toLowerCase())).size).toBe(listed.length);
    expect(closest(({ name }) => name.replaceAll('_', ' '))).toBeLessThan(1);
    expect(closest(({ description }) => description)).toBeLessThan(0.75);
  });

  test('every answer is described by a schema', () => {
    expect(listed.filter(({ outputSchema }) => outputSchema?.type !== 'object')).toEqual([]);
  });

  test('what destroys says what is lost, in its first words', () => {
    const deleting = listed.filter(({ name }) => name.startsWith('delete_'));
    expect(deleting.length).toBeGreaterThanOrEqual(4);
    for (const { description } of deleting) expect(description).toMatch(/^(Deletes|Removes)\b/);
  });
});
