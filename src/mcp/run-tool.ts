import type { z } from 'zod';
import { SnovioError } from '../errors.ts';
import type { CallContext } from '../snovio/call-context.ts';
import type { Context, Tool } from '../tool.ts';
import { overlongList, overlongText } from './argument-lengths.ts';
import type { Renamed } from './argument-names.ts';
import { wrongArguments } from './argument-problems.ts';
import { understood } from './argument-values.ts';
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

/** A call's arguments, and which of them were given under another word. */
export interface Arguments {
  readonly args: Record<string, unknown>;
  readonly renamed: readonly Renamed[];
}

/**
 * Reads a call's arguments forgivingly, and has them judged strictly.
 * @throws SnovioError `invalid_input` that names the argument
 */
export function readArguments(tool: WithInput, raw: unknown): Arguments {
  const schema = strictInput(tool);
  const { args, renamed } = understood(schema, raw ?? {});
  // Before anything else reads them: what is too long for its role need not be understood.
  refuseOverlong(overlongText(args));
  const result = schema.safeParse(args);
  if (!result.success) throw wrongArguments(schema, args, result.error.issues);
  refuseOverlong(overlongList(result.data));
  return { args: result.data, renamed };
}

/** @throws SnovioError `invalid_input` that names the argument */
export function parseArguments(tool: WithInput, raw: unknown): Record<string, unknown> {
  return readArguments(tool, raw).args;
}

function refuseOverlong(problem: string | undefined): void {
  if (problem) throw new SnovioError('invalid_input', { message: `${problem}. Nothing was sent.` });
}

/** The seconds that a call waits: those in its arguments, else the configured ones. */
export function waitSecondsOf(args: object, configured: number): number {
  return 'waitSeconds' in args && typeof args.waitSeconds === 'number' ? args.waitSeconds : configured;
}
