import { expect, test } from 'vitest';
import { world } from '../../src/sandbox/database/database.ts';
import { nest, texts } from '../../src/sandbox/http/params.ts';

test('the world is fictional, of some hundred people, each with an address and a profile of their own', () => {
  const { people } = world;
  expect(people.length).toBeGreaterThanOrEqual(290);
  expect(people.every(each => each.email.endsWith('.example'))).toBe(true);
  expect(new Set(people.map(each => each.slug)).size).toBe(people.length);
  expect(new Set(people.map(each => each.email)).size).toBe(people.length);
  expect(new Set(people.flatMap(each => each.handle ?? [])).size).toBe(
    people.filter(each => each.handle).length,
  );
});

test('it knows namesakes, within a company and across', () => {
  const mara = world.people.filter(each => each.firstName === 'Mara' && each.lastName === 'Lindqvist');
  expect(mara.map(each => each.email)).toEqual([
    'mara.lindqvist@acme.example',
    'mara.lindqvist@globex.example',
  ]);
  const tomas = world.staff('acme.example').filter(each => each.lastName === 'Keller');
  expect(tomas.map(each => each.slug)).toEqual(['tomas-keller-acme', 'tomas-keller-acme-2']);
});

test('brackets nest as PHP means them', () => {
  const form = new URLSearchParams('a[]=1&a[]=2&b[0]=x&b[1]=y&c[label one]=v&d=1&d=2&e[0][f]=g');
  expect(nest(form)).toEqual({
    a: ['1', '2'],
    b: ['x', 'y'],
    c: { 'label one': 'v' },
    d: '2',
    e: [{ f: 'g' }],
  });
  expect(texts(nest([['a[5]', 'x']]), 'a')).toEqual(['x']);
  expect(texts({ a: 'no list' }, 'a')).toEqual([]);
});
