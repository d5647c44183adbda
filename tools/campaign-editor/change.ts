import type { z } from 'zod';
import { hasCode, SnovioError } from '../../src/errors.ts';
import { notCharged } from '../../src/snovio/transport/answer.ts';
import type { ApiRequest } from '../../src/snovio/transport/request.ts';
import type { Check } from '../../src/snovio/write-once.ts';
import type { Context } from '../../src/tool.ts';
import { outdateCampaigns } from '../shared/campaigns.ts';

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
  return snovio.write(request, shape, call, check).catch((error: unknown): never => {
    if (hasCode(error, 'refused') && rule)
      throw new SnovioError('refused', { ...error.facts, message: `Snov.io refused this. ${rule}` });
    if (notCharged(error) || !hasCode(error, 'upstream_unavailable', 'upstream_malformed')) throw error;
    const message = `Snov.io's answer was lost or makes no sense, so this may be done all the same. Look with ${look} before you repeat it.`;
    throw new SnovioError(error.code, { ...error.facts, message });
  });
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
