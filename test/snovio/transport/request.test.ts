import { expect, test } from 'vitest';
import { encode } from '../../../src/snovio/transport/request.ts';

test('fields travel as v1 reads them: lists and maps in brackets, nothing for undefined', () => {
  const fields = {
    listId: 7,
    updateContact: 0,
    flag: false,
    empty: '',
    missing: undefined,
    phones: ['+1 555', '+2'],
    none: [],
    customFields: { Город: 'a&b', size: '1=2' },
  };
  expect([...encode(fields)]).toEqual([
    ['listId', '7'],
    ['updateContact', '0'],
    ['flag', 'false'],
    ['empty', ''],
    ['phones[]', '+1 555'],
    ['phones[]', '+2'],
    ['customFields[Город]', 'a&b'],
    ['customFields[size]', '1=2'],
  ]);
});

test('nothing is nothing', () => {
  expect(encode({}).toString()).toBe('');
});
