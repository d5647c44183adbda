import type { z } from 'zod';
import { SnovioError } from '../errors.ts';
import { parseArguments, runTool } from '../mcp/run-tool.ts';
import type { Snovio } from '../snovio/snovio.ts';
import { type CamelCase, camelCase } from '../text/camel-case.ts';
import type { Policy, Tool } from '../tool.ts';
import type { CallOptions, ContextOf } from './call-options.ts';

/**
 * A method for each tool, named after it in camelCase: `get_user_lists` is `getUserLists`. It takes the tool's arguments
 * as an object, and gives the tool's answer.
 */
export type Operations<T extends Pick<Tool, 'name' | 'input' | 'output'>> = {
  readonly [K in T as CamelCase<K['name']>]: Operation<z.input<K['input']>, z.output<K['output']>>;
};

/** A method whose arguments may be left out where none of them is required. */
type Operation<A, R> =
  Record<never, never> extends A
    ? (args?: A, options?: CallOptions) => Promise<R>
    : (args: A, options?: CallOptions) => Promise<R>;

/** What the methods work with. */
export interface OperationContext {
  readonly snovio: Snovio;
  readonly policy: Policy;
  readonly contextOf: ContextOf;
  /** Whether the configuration lets a tool run. */
  allows(tool: Tool): boolean;
}

/**
 * Makes a method for each tool, which checks arguments and answer as the server does. The methods throw SnovioError:
 * `invalid_input` that names the argument, or what `readOnly` leaves out.
 */
export function operationsOf(tools: readonly Tool[], context: OperationContext): object {
  return Object.fromEntries(tools.map(tool => [camelCase(tool.name), operationOf(tool, context)]));
}

function operationOf(tool: Tool, { snovio, policy, contextOf, allows }: OperationContext) {
  return async (args: object = {}, options: CallOptions = {}): Promise<object> => {
    if (!allows(tool)) throw leftOut(tool.name);
    const checked = parseArguments(tool, args);
    const call = contextOf({ ...options, ...waitSecondsIn(checked) }, tool.name);
    return runTool(tool, checked, { snovio, call, policy });
  };
}

/** Those of the arguments go before those of the options. */
function waitSecondsIn(args: object): Pick<CallOptions, 'waitSeconds'> {
  return 'waitSeconds' in args && typeof args.waitSeconds === 'number'
    ? { waitSeconds: args.waitSeconds }
    : {};
}

/** The error for what `readOnly` does not let happen. @param what the name of a tool, or of a method */
export function leftOut(what: string): SnovioError {
  return new SnovioError('invalid_input', {
    message: `The setting readOnly leaves ${what} out. Nothing was sent.`,
  });
}
