import { z } from 'zod';
import { dropEmpty, maybeNumber, maybeText, readable } from '../../src/snovio/shapes/fields.ts';
import { domainName, fact } from '../../src/text/roles.ts';

/** A server of a mail account in Snov.io's answers. */
export const UpstreamConnection = z.object({
  status: maybeText.pipe(z.string()),
  host: maybeText,
  port: maybeNumber,
  errors: readable(z.string()),
});

/** The same in ours. */
export const Connection = z.object({
  status: z.enum(['pending', 'valid', 'invalid', 'unknown']),
  host: domainName.optional(),
  port: z.number().optional(),
  errors: z.array(fact).optional(),
});

/** CONFLICT: `connected` and `error` where an account is added, `valid` and `invalid` where it is changed or checked [C:ref]. */
const STATUSES: ReadonlyMap<string, z.output<typeof Connection>['status']> = new Map([
  ['pending', 'pending'],
  ['valid', 'valid'],
  ['connected', 'valid'],
  ['invalid', 'invalid'],
  ['error', 'invalid'],
]);

/** The most errors of a connection that are told. */
const MOST_ERRORS = 5;

export function shapeConnection({ status, host, port, errors }: z.output<typeof UpstreamConnection>) {
  return {
    status: STATUSES.get(status) ?? 'unknown',
    ...dropEmpty({ host, port, errors: errors.slice(0, MOST_ERRORS) }),
  };
}
