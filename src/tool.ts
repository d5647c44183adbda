import type { z } from 'zod';
import type { CallContext } from './snovio/call-context.ts';
import type { Snovio } from './snovio/snovio.ts';

/**
 * What a tool does to the user's Snov.io account. `read`: free, changes nothing. `spend`: changes nothing but the
 * balance. `write` and `destructive`: change the account's data.
 */
export type Effect = 'read' | 'spend' | 'write' | 'destructive';

export type Toolset = 'find' | 'verify' | 'prospects' | 'campaigns' | 'account' | 'webhooks';

/** What the user's configuration says about acts that reach other people. */
export interface Policy {
  /** Whether `allowSending: true` may make mail go out, or nothing ever. */
  readonly allowSending: 'ask' | 'never';
  /** Hosts that webhooks may be pointed at without confirmation. */
  readonly webhookHosts: readonly string[];
}

/** What a running tool may use. */
export interface Context {
  /** The Snov.io account of this call. */
  readonly snovio: Snovio;
  readonly call: CallContext;
  readonly policy: Policy;
}

/** A tool as the server registers it: everything a host sees, and what runs. */
export interface Tool {
  /** snake_case, verb first, at most 32 characters. */
  readonly name: string;
  readonly title: string;
  readonly toolset: Toolset;
  /** The API methods it may call, such as `POST /v1/get-balance`. */
  readonly methods: readonly string[];
  readonly effect: Effect;
  /** The price line, such as `free` or `up to 1 per address`. */
  readonly credits: string;
  /** Whether it can make mail go out or people's data leave: hosts should ask before it runs. */
  readonly sends?: boolean;
  /** 12 to 45 words, purpose first. */
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  run(args: unknown, context: Context): Promise<object>;
}

interface Definition<I extends z.ZodObject, O extends z.ZodObject>
  extends Omit<Tool, 'input' | 'output' | 'run'> {
  readonly input: I;
  readonly output: O;
  run(args: z.output<I>, context: Context): Promise<z.input<O>>;
}

/** Declares a tool; only ties the types of `input`, `output` and `run` together. */
export function defineTool<I extends z.ZodObject, O extends z.ZodObject>(tool: Definition<I, O>): Tool {
  return tool as unknown as Tool;
}
