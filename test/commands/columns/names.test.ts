import { expect, test } from 'vitest';
import { splitFullName } from '../../../src/commands/run/columns/full-name.ts';
import { readRows } from './kit.ts';

const split = (text: string, order = {}) => {
  const name = splitFullName(text, order);
  return name && `${name.firstName}|${name.lastName}${name.isUnsure ? '?' : ''}`;
};

test.each([
  ['Ada Byron', 'Ada|Byron'],
  ['  Ada   Byron ', 'Ada|Byron'],
  ['Byron, Ada', 'Ada|Byron'],
  ['Byron, Dr. Ada', 'Ada|Byron'],
  ['Herr Prof. Dr. Hans Müller', 'Hans|Müller'],
  ['Dipl.-Ing. (FH) Karl Huber', 'Karl|Huber'],
  ['Mr John F. Kennedy', 'John|Kennedy'],
  ['M. Jean Dupont', 'Jean|Dupont'],
  ['Sra. Ana Pérez', 'Ana|Pérez'],
  ['mgr Anna Kowalska', 'Anna|Kowalska'],
  ['John Smith, PhD', 'John|Smith'],
  ['Smith, John, MBA', 'John|Smith'],
  ['Robert Downey Jr.', 'Robert|Downey'],
  ['Robert (Bob) Smith', 'Robert|Smith'],
  ['Jane Doe 🚀 | Growth', 'Jane|Doe'],
  ['Ludwig van Beethoven', 'Ludwig|van Beethoven'],
  ['Maria von der Leyen', 'Maria|von der Leyen'],
  ['Ana de la Cruz', 'Ana|de la Cruz'],
  ['José Ortega y Gasset', 'José|Ortega y Gasset'],
  ['Anna-Lena Müller-Schmidt', 'Anna-Lena|Müller-Schmidt'],
  ['DUPONT Jean', 'Jean|DUPONT'],
  ['Jack Ma', 'Jack|Ma'],
  ['Phil Collins', 'Phil|Collins'],
  ['Herr Phil Collins', 'Phil|Collins'],
  ['Nat King Cole', 'Nat King|Cole?'],
  ['Dr. phil. Anna Berg', 'Anna|Berg'],
  ['Dr. med. dent. Anna Berg', 'dent. Anna|Berg?'],
  ['Ing. Mario Rossi', 'Mario|Rossi'],
  ['Don Draper', 'Don|Draper'],
  ['Van Morrison', 'Van|Morrison'],
  ['Ada Maria Byron', 'Ada Maria|Byron?'],
  ['Ana García de la Vega', 'Ana García|de la Vega?'],
  ['M. Dupont', 'M.|Dupont?'],
  ['山田 太郎', '山田|太郎?'],
])('%s', (name, expected) => {
  expect(split(name)).toBe(expected);
});

test.each([
  'Madonna',
  'Frau Müller',
  'Dr.',
  '',
  ' , ',
  'mara@acme.example',
  'Acme Media GmbH',
  'Hans und Eva Müller',
  'Müller & Söhne',
  'Ada Byron / Max Born',
  'a, b, c',
])('%j is nobody with a first and a last name', name => {
  expect(split(name)).toBeUndefined();
});

test('the heading tells the order', () => {
  expect(split('Byron Ada', { lastFirst: true })).toBe('Ada|Byron');
  expect(split('von Arnim Bettina', { lastFirst: true })).toBe('Bettina|von Arnim');
  expect(split('Byron Ada Maria', { lastFirst: true })).toBe('Ada Maria|Byron?');
  expect(split('Ana García López', { twoLast: true })).toBe('Ana|García López?');
  const [row] = readRows('find_emails', 'Nom et prénom,Site\nDupont Jean,acme.example');
  expect(row?.fields).toMatchObject({ firstName: 'Jean', lastName: 'Dupont' });
});

test('a flow that takes full names gets first and last ones where they are clear, and no others', () => {
  const rows = readRows(
    'save_prospects',
    'Email,Name\na@acme.example,Dr. Ada Byron\nb@acme.example,Ada Maria Byron\nc@acme.example,Madonna',
  );
  expect(
    rows.map(({ fields: { firstName = '', lastName = '', fullName } }) => [firstName, lastName, fullName]),
  ).toEqual([
    ['Ada', 'Byron', ''],
    ['', '', 'Ada Maria Byron'],
    ['', '', 'Madonna'],
  ]);
});

test('who was not found by the step before, and whose name it masks, is not searched for', () => {
  const rows = readRows(
    'find_emails',
    'Vorname,Nachname,Website,snovio_first_name,snovio_last_name,snovio_domain\n' +
      'Old,Name,acme.example,,,\nOld,Name,acme.example,Nils,Ja***,tarnhelm.example\nOld,Name,acme.example,Nils,Jansen,tarnhelm.example',
  );
  expect(rows.map(({ known }) => [known?.status, known?.reason].join(' '))).toEqual([
    'skipped no_person',
    'error format',
    ' ',
  ]);
  expect(rows[2]?.fields).toEqual({ firstName: 'Nils', lastName: 'Jansen', domain: 'tarnhelm.example' });
});
