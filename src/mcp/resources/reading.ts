import type { ServerContext } from '@modelcontextprotocol/server';
import { SnovioError } from '../../errors.ts';
import { callContextOf } from '../call-context.ts';
import { CallRecorder } from '../call-record.ts';
import type { CallOptions } from '../call-tool.ts';
import { httpRequestOf } from '../request-context.ts';
import type { ToolListing } from '../tool-listing.ts';
import { ToolReader } from './tool-reader.ts';

/** What reads need that are no tool calls. */
export interface ReadingOptions extends CallOptions {
  /** All tools by name, also those that hosts are not shown. */
  readonly readers: ReadonlyMap<string, ToolListing>;
}

/**
 * Reads for a request that is no tool call, with the account, the time, the cancellation and the record that a call has.
 * @param what names the read in the record
 * @throws SnovioError, or what is a bug
 */
export async function withReader<T>(
  what: string,
  ctx: ServerContext,
  options: ReadingOptions,
  read: (tools: ToolReader) => Promise<T>,
): Promise<T> {
  const {
    requestId,
    caller = options.caller ?? 'stdio',
    arrivedAt = performance.now(),
  } = httpRequestOf(ctx) ?? {};
  const recorder = new CallRecorder({ name: what, effect: 'read' }, caller, requestId);
  const call = { ...callContextOf({ name: what }, {}, ctx, options, arrivedAt), trace: recorder.trace };
  let outcome = 'ok';
  try {
    const snovio = await options.accountOf(ctx, call);
    recorder.account = snovio.key;
    return await read(new ToolReader(options.readers, { snovio, policy: options.policy, call }));
  } catch (error) {
    outcome = error instanceof SnovioError ? error.code : 'error';
    if (!(error instanceof SnovioError)) options.log.error(`${what} failed`, error);
    throw error;
  } finally {
    options.onCall?.(recorder.end(outcome));
  }
}
