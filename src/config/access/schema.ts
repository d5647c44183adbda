import { z } from 'zod';
import { TOOLSETS, toolsetsIn } from '../../tool.ts';
import { sha256Of, tokenProblem } from '../bearer-tokens.ts';

// What the access file holds. Messages complete the sentence `tokens[0].name: …`, and show no value that may be a secret.

const credits = z
  .number('is no number')
  .int('is no whole number')
  .min(0, 'is below 0')
  .max(100_000_000, 'is above 100000000');

/** What people may read in logs and messages. */
const name = z
  .string('is no text')
  .regex(/^[A-Za-z0-9][\w.@+-]{0,63}$/, 'is not made of up to 64 letters, digits and . _ - + @');

const account = z
  .string('is no text')
  .regex(/^[A-Za-z0-9_]{1,64}$/, 'is not the end of a variable, such as sales for SNOVIO_CLIENT_ID_SALES')
  .transform(value => value.toUpperCase());

const KNOWN_TOOLSETS = [...TOOLSETS, 'default', 'all'];
const toolsets = z
  .array(
    z.enum(KNOWN_TOOLSETS, `is no toolset; there are ${KNOWN_TOOLSETS.join(', ')}`),
    'is no list of toolsets',
  )
  .min(1, 'names no toolset')
  .transform(toolsetsIn);

const rule = {
  account: account.optional(),
  toolsets: toolsets.optional(),
  readOnly: z.boolean('is neither true nor false').default(false),
  sending: z.enum(['ask', 'never'], 'is neither "ask" nor "never"').default('ask'),
  creditsPerDay: credits.optional(),
  creditsPerMonth: credits.optional(),
};

const nonEmpty = z.string('is no text').min(1, 'is empty');

const token = z
  .strictObject({
    token: z
      .string('is no text')
      .superRefine((value, context) => {
        const problem = tokenProblem(value);
        if (problem) context.addIssue(problem);
      })
      .optional(),
    sha256: z
      .string('is no text')
      .regex(/^[0-9a-f]{64}$/i, 'is not the SHA-256 of a token: 64 hexadecimal digits')
      .transform(value => value.toLowerCase())
      .optional(),
    principal: name.optional(),
    ...rule,
  })
  .superRefine((value, context) => {
    if ((value.token === undefined) === (value.sha256 === undefined))
      context.addIssue('needs either sha256 or token');
  })
  .transform(({ token: plain, sha256 = '', ...rest }) => ({
    ...rest,
    sha256: plain === undefined ? sha256 : sha256Of(plain),
  }));

const person = z
  .strictObject({
    subject: nonEmpty.optional(),
    email: nonEmpty.transform(value => value.toLowerCase()).optional(),
    principal: name.optional(),
    ...rule,
  })
  .superRefine(({ subject, email }, context) => {
    if ((subject === undefined) === (email === undefined)) context.addIssue('needs either subject or email');
  });

const team = z
  .strictObject({ team: name, claim: nonEmpty.default('groups'), value: nonEmpty.optional(), ...rule })
  .transform(entry => ({ ...entry, value: entry.value ?? entry.team }));

/** The file, with accounts as names. */
export const accessFile = z.strictObject({
  tokens: z.array(token, 'is no list').default([]),
  people: z.array(person, 'is no list').default([]),
  teams: z.array(team, 'is no list').default([]),
  others: z.strictObject(rule, 'is no object').optional(),
});

/** The names that an object at a place of the file may have. */
export function namesAt(path: readonly PropertyKey[]): readonly string[] {
  const lists = {
    tokens: token.in,
    people: person,
    teams: team.in,
    others: accessFile.shape.others.unwrap(),
  };
  const [first] = path;
  const found = lists[first as keyof typeof lists] as z.ZodObject | undefined;
  return Object.keys(path.length === 0 ? accessFile.shape : (found?.shape ?? {}));
}
