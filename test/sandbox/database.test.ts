import { expect, test } from 'vitest';
import { database } from '../../src/sandbox/database/database.ts';
import { parseBrackets, textList } from '../../src/sandbox/http/params.ts';

test('the database is fictional, of some hundred people, each with an address and a profile of their own', () => {
  const { people } = database;
  expect(people.length).toBeGreaterThanOrEqual(290);
  expect(people.every(({ email }) => email.endsWith('.example'))).toBe(true);
  expect(new Set(people.map(({ slug }) => slug)).size).toBe(people.length);
  expect(new Set(people.map(({ email }) => email)).size).toBe(people.length);
  const handles = people.flatMap(({ handle }) => handle ?? []);
  expect(new Set(handles).size).toBe(handles.length);
});

test('it knows namesakes, within a company and across companies', () => {
  const mara = database.people.filter(
    ({ firstName, lastName }) => firstName === 'Mara' && lastName === 'Lindqvist',
  );
  expect(mara.map(({ email }) => email)).toEqual([
    'mara.lindqvist@acme.example',
    'mara.lindqvist@globex.example',
  ]);
  const tomas = database.staff('acme.example').filter(({ lastName }) => lastName === 'Keller');
  expect(tomas.map(({ slug }) => slug)).toEqual(['tomas-keller-acme', 'tomas-keller-acme-2']);
});

test('brackets nest as PHP means them', () => {
  const form = new URLSearchParams('a[]=1&a[]=2&b[0]=x&b[1]=y&c[label one]=v&d=1&d=2&e[0][f]=g');
  expect(parseBrackets(form)).toEqual({
    a: ['1', '2'],
    b: ['x', 'y'],
    c: { 'label one': 'v' },
    d: '2',
    e: [{ f: 'g' }],
  });
  expect(textList(parseBrackets([['a[5]', 'x']]), 'a')).toEqual(['x']);
  expect(textList({ a: 'no list' }, 'a')).toEqual([]);
});
