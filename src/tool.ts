import type { z } from 'zod';
import type { CallContext } from './snovio/call-context.ts';
import type { Snovio } from './snovio/snovio.ts';

/**
 * What a tool does to the user's Snov.io account. `read`: free, changes nothing. `spend`: changes nothing but the
 * balance. `write` and `destructive`: change the account's data.
 */
export type Effect = 'read' | 'spend' | 'write' | 'destructive';

/** The groups of tools that are there unless the user chooses others. */
export const DEFAULT_TOOLSETS = ['find', 'verify', 'prospects', 'campaigns', 'account', 'webhooks'] as const;

/** Groups for special work, which are there only if the user asks for them: each tool costs an agent's context. */
export const OPTIONAL_TOOLSETS = [
  'companies',
  'database',
  'campaign-editor',
  'analytics',
  'senders',
  'warm-up',
  'crm',
] as const;

/** The groups of tools that a user can choose from. */
export const TOOLSETS = [...DEFAULT_TOOLSETS, ...OPTIONAL_TOOLSETS] as const;
export type Toolset = (typeof TOOLSETS)[number];

/** The toolsets that words of the configuration stand for: names, `default` and `all`. */
export function toolsetsIn(words: readonly string[]): Toolset[] {
  const members = (word: string): readonly string[] =>
    word === 'all' ? TOOLSETS : word === 'default' ? DEFAULT_TOOLSETS : [word];
  return [...new Set(words.flatMap(members))] as Toolset[];
}

/** What the user allows tools to do to other people. */
export interface Policy {
  /** `ask`: a tool may make mail go out if the user agrees. `never`: no tool may. */
  readonly allowSending: 'ask' | 'never';
  /** Hosts that webhooks may be pointed at without asking, on port 443 unless a port is named. */
  readonly webhookHosts: readonly string[];
}

/** What a running tool works with. */
export interface Context {
  /** The Snov.io account of this call. */
  readonly snovio: Snovio;
  readonly call: CallContext;
  readonly policy: Policy;
  /**
   * What a person has agreed to for this very call; see {@link Grant}. Undefined where nobody can be asked: there the
   * call's own `allowSending` or `confirm` has to do.
   */
  readonly agreed?: readonly string[] | undefined;
}

/** A tool: everything that a host sees of it, and its code. */
export interface Tool {
  /** snake_case, verb first, at most 32 characters. */
  readonly name: string;
  readonly title: string;
  readonly toolset: Toolset;
  /** The API methods it may call, such as `POST /v1/get-balance`. */
  readonly methods: readonly string[];
  readonly effect: Effect;
  /** The price in words, such as `free` or `up to 1 per address`. */
  readonly credits: string;
  /** The setting without which it is of no use, so that it is not there. */
  readonly needs?: 'publicUrl';
  /**
   * It can take minutes, so a client with tasks gets a task where it does. `items` are the arguments that may then have
   * 1,000 entries; the first one that is given has a result for each in the answer's `results`, if there are such.
   */
  readonly long?: { readonly items?: readonly string[] };
  /** 12 to 45 words, purpose first. */
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  /**
   * @param args parsed by `input`
   * @returns what `output` describes; fields that it does not name are cut
   * @throws SnovioError
   */
  run(args: unknown, context: Context): Promise<object>;
  /**
   * Looks ahead of many calls at what each of them looks at before it writes, and refuses what they would refuse. Changes
   * and spends nothing.
   * @param args those arguments that all the calls have in common
   * @param items how many entries they will have in all
   * @returns the arguments with names replaced by ids
   * @throws SnovioError
   */
  checkAhead?(
    args: Readonly<Record<string, unknown>>,
    items: number,
    context: Context,
  ): Promise<Record<string, unknown>>;
}

/** A tool whose name and types are known. */
export interface TypedTool<N extends string, I extends z.ZodObject, O extends z.ZodObject> extends Tool {
  readonly name: N;
  readonly input: I;
  readonly output: O;
}

interface Definition<N extends string, I extends z.ZodObject, O extends z.ZodObject>
  extends Omit<TypedTool<N, I, O>, 'run' | 'checkAhead'> {
  run(args: z.output<I>, context: Context): Promise<z.input<O>>;
  checkAhead?(args: Partial<z.output<I>>, items: number, context: Context): Promise<Partial<z.output<I>>>;
}

/** Declares a tool. Does nothing but tie the types of `run` to those of `input` and `output`. */
export function defineTool<const N extends string, I extends z.ZodObject, O extends z.ZodObject>(
  tool: Definition<N, I, O>,
): TypedTool<N, I, O> {
  return tool as unknown as TypedTool<N, I, O>;
}
