import type { z } from 'zod';
import { SnovioError } from '../errors.ts';
import type { CallContext } from '../snovio/call-context.ts';
import type { Context, Tool } from '../tool.ts';
import { overlongList, overlongText } from './argument-lengths.ts';
import { cleaned } from './clean-answer.ts';

/**
 * Runs a tool, with or without MCP. Its result is cut to the output schema, and its texts are cleaned by it: nothing else
 * leaves. Arguments are to be parsed before.
 * @throws SnovioError
 */
export async function runTool(tool: Tool, args: object, context: Context): Promise<object> {
  return cleaned(tool.output, tool.output.parse(await tool.run(args, context)));
}

/**
 * Asks for the most credits that a call could cost as it stands; what the ledger knows is free. Nothing is sent.
 * @throws SnovioError where the tool refuses its arguments
 */
export async function quote(tool: Tool, args: object, context: Omit<Context, 'call'>): Promise<number> {
  let credits = 0;
  const call: CallContext = {
    signal: new AbortController().signal,
    deadline: performance.now(),
    tool: tool.name,
    quote: more => {
      credits += more;
    },
  };
  await runTool(tool, args, { ...context, call });
  return credits;
}

type WithInput = Pick<Tool, 'input'>;

const strictInputs = new WeakMap<WithInput, z.ZodObject>();

/** The input schema that refuses unknown arguments. Kept, since zod compiles a schema when it is first used. */
function strictInput(tool: WithInput): z.ZodObject {
  const schema = strictInputs.get(tool) ?? tool.input.strict();
  strictInputs.set(tool, schema);
  return schema;
}

/** @throws SnovioError `invalid_input` that names the argument */
export function parseArguments(tool: WithInput, raw: unknown): Record<string, unknown> {
  // Before anything else reads them: what is too long for its role need not be understood.
  refuseOverlong(overlongText(raw));
  const result = strictInput(tool).safeParse(raw ?? {});
  if (result.success) {
    refuseOverlong(overlongList(result.data));
    return result.data;
  }
  const issues = result.error.issues.slice(0, 3);
  const known = Object.keys(tool.input.shape);
  throw new SnovioError('invalid_input', {
    message: `${issues.map(issue => issueText(issue, known)).join('; ')}. Nothing was sent.`,
    names: issues.flatMap(unknownKeys).map(name => ({ what: 'unknown', name })),
  });
}

function refuseOverlong(problem: string | undefined): void {
  if (problem) throw new SnovioError('invalid_input', { message: `${problem}. Nothing was sent.` });
}

function issueText(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') return `unknown argument; known: ${known.join(', ') || 'none'}`;
  const path = issue.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${path.replace(/^\./, '') || 'arguments'}: ${issue.message}`;
}

function unknownKeys(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 5) : [];
}

/** The seconds that a call waits: those in its arguments, else the configured ones. */
export function waitSecondsOf(args: object, configured: number): number {
  return 'waitSeconds' in args && typeof args.waitSeconds === 'number' ? args.waitSeconds : configured;
}
