import { expect, test } from 'vitest';
import { z } from 'zod';
import { cleaned } from '../../src/mcp/clean-answer.ts';
import { address, fact, id, link } from '../../src/text/roles.ts';

const Answer = z.object({
  id,
  name: fact,
  site: link.optional(),
  emails: z.array(z.object({ email: address, score: z.number() })),
  owner: z.object({ id }).optional(),
  skills: z.array(fact).optional(),
});
const answer = { id: '1', name: 'Ada', emails: [] };

test('what has not its form goes with what cannot be without it, and with nothing else', () => {
  const emails = ['ada@acme.example', 'nobody', 'bob@acme.example'].map(email => ({ email, score: 1 }));
  const poisoned = {
    ...answer,
    name: '',
    site: 'no link',
    emails,
    owner: { id: 'n o' },
    skills: ['', 'C<b>'],
  };
  expect(cleaned(Answer, poisoned)).toEqual({
    id: '1',
    name: '',
    emails: [emails[0], emails[2]],
    skills: ['C'],
  });
});

test('an answer that cannot be without it is malformed', () => {
  const attempt = () => cleaned(Answer, { ...answer, id: 'no id' });
  expect(attempt).toThrow(expect.objectContaining({ code: 'upstream_malformed' }));
});

test('a text without a role is a fault of the tool, and so is a value of unknown content', () => {
  expect(() => cleaned(z.object({ name: z.string() }), { name: 'x' })).toThrow(/needs a role/);
  expect(() => cleaned(z.object({ any: z.unknown() }), { any: 'x' })).toThrow(/type unknown/);
  expect(() => cleaned(z.object({ x: z.record(fact, fact) }), { x: {} })).toThrow(/type record/);
});
