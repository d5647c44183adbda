import { z } from 'zod';
import reference from '../../sandbox/reference.json' with { type: 'json' };

type Documented = (typeof reference)[number];

/** A documented method of Snov.io's API, as a tool shows it. */
export interface Method {
  readonly name: string;
  readonly verb: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly input: z.ZodObject;
  /** Whether the arguments travel as JSON and not in the query. */
  readonly hasBody: boolean;
}

/** All documented methods but that of the token, which a wrapper gets by itself. */
export const methods: readonly Method[] = reference
  .filter(({ id }) => id !== 'oauth_access_token')
  .map(method => ({
    name: method.id,
    verb: method.verb,
    path: method.path,
    input: inputOf(method),
    hasBody: method.verb !== 'GET' && method.params.some(one => (one.in as string[]).includes('json')),
  }));

/** The parameters of the path, and the documented ones by their outermost name: of nested ones any JSON is taken. */
function inputOf({ path, params }: Documented): z.ZodObject {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, z.string()] as const);
  const outermost = params.map(({ name, required }) => [name.replace(/[.[].*/, ''), required] as const);
  const documented = outermost.map(([name]) => {
    const isRequired = outermost.some(([other, required]) => other === name && required);
    return [name, isRequired ? z.any() : z.any().optional()] as const;
  });
  return z.object(Object.fromEntries([...inPath, ...documented]));
}
