import type { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import type { Check } from '../../src/snovio/write-once.ts';
import type { Context } from '../../src/tool.ts';
import { outdateCampaigns } from '../shared/campaigns.ts';
import { lookFirst } from '../shared/look-first.ts';

interface Change {
  readonly request: ApiRequest;
  /** Whether it may be done now. */
  readonly check?: Check | undefined;
  /** When Snov.io takes it, for who is refused. */
  readonly rule?: string;
  /** The tool that shows whether it was done. */
  readonly look: string;
}

/**
 * A write that is never repeated. Where its answer is lost or makes no sense, the error says how to find out what became of it.
 * @throws SnovioError, or what the check throws
 */
export function change<S extends z.ZodType>(
  { request, check, rule, look }: Change,
  shape: S,
  { snovio, call }: Context,
): Promise<z.output<S>> {
  const told = (error: unknown): never => {
    if (!hasCode(error, 'refused') || !rule) throw error;
    throw new SnovioError('refused', { ...error.facts, message: `Snov.io refused this. ${rule}` });
  };
  return snovio.write(request, shape, call, check).catch(told).catch(lookFirst(look));
}

/** A write of a whole campaign: of its state or its settings, or of whether it is there. */
export function changeCampaign<S extends z.ZodType>(
  what: Change,
  shape: S,
  context: Context,
): Promise<z.output<S>> {
  // Also where it failed: it may have been done.
  return change(what, shape, context).finally(() => outdateCampaigns(context));
}
