import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { SnovioError } from '../errors.ts';
import type { CallContext } from '../snovio/call-context.ts';
import type { Snovio } from '../snovio/snovio.ts';
import { sleep } from '../snovio/transport/wait.ts';
import { fromEnvelope } from './request-context.ts';

/** The name of the question among those that the client answers. */
const KEY = 'connect';
/** How often it is looked whether the person is done, and how long before the end of the call no more. */
const LOOK_EVERY_MS = 1000;
const KEPT_MS = 3000;

/**
 * Leads the person to the page where they connect the account that is missing (URL mode elicitation, 2026 protocol).
 * @returns undefined where nothing is missing, the client opens no pages, or they come from there
 */
export function connectQuestion(error: unknown, ctx: ServerContext): InputRequiredResult | undefined {
  const url = error instanceof SnovioError ? error.facts.connect : undefined;
  if (url === undefined || !opensPages(ctx) || replyOf(ctx) !== undefined) return undefined;
  const message =
    'Connect your Snov.io account: sign in on this page, and enter API User ID and API Secret there.';
  return inputRequired({ inputRequests: { [KEY]: inputRequired.elicitUrl({ message, url }) } });
}

/**
 * The account of a call. Whoever has just agreed to open the page is waited for: that they opened it does not say that they
 * are done.
 * @throws SnovioError
 */
export async function accountOnceConnected(
  find: () => Snovio | Promise<Snovio>,
  ctx: ServerContext,
  { signal, deadline }: Pick<CallContext, 'signal' | 'deadline'>,
): Promise<Snovio> {
  for (;;) {
    try {
      return await find();
    } catch (error) {
      const isConnecting = error instanceof SnovioError && error.facts.connect !== undefined;
      const isPatient = replyOf(ctx) === 'accept' && performance.now() + KEPT_MS < deadline;
      if (!isConnecting || !isPatient) throw error;
      await sleep(LOOK_EVERY_MS, signal);
    }
  }
}

/** What the client says that the person did; undefined: it was not asked. */
function replyOf(ctx: ServerContext): unknown {
  const replies = ctx.mcpReq.inputResponses as Readonly<Record<string, { action?: unknown }>> | undefined;
  return replies && Object.hasOwn(replies, KEY) ? (replies[KEY]?.action ?? 'cancel') : undefined;
}

/** An empty declaration of elicitation means forms only. */
function opensPages(ctx: ServerContext): boolean {
  if (!ctx.mcpReq.envelope) return false;
  const capabilities = fromEnvelope(ctx, CLIENT_CAPABILITIES_META_KEY) as
    | { elicitation?: { url?: unknown } }
    | undefined;
  return capabilities?.elicitation?.url !== undefined;
}
