import type { AuditEntry, AuditLog } from '../audit/audit-log.ts';
import { SnovioError } from '../errors.ts';
import type { Context, Tool } from '../tool.ts';
import { type CallRecord, CallRecorder } from './call-record.ts';
import { runTool } from './run-tool.ts';

/** The codes of what was not allowed, here or by Snov.io. All others are mistakes and failures. */
const REFUSALS: readonly string[] = [
  'unauthorized',
  'plan_forbidden',
  'not_enough_credits',
  'credit_ceiling',
  'rate_limited',
  'refused',
  'sending_not_allowed',
];

/** What the audit log says of a call; undefined if it spent, changed and was refused nothing. */
export function auditEntryOf({ effect, upstream, caller, ...record }: CallRecord): AuditEntry | undefined {
  const { account, tool, outcome, credits, requestId } = record;
  const hasSent = Object.keys(upstream).length > 0;
  const isWrite = (effect === 'write' || effect === 'destructive') && hasSent && outcome !== 'invalid_input';
  const event =
    credits > 0 ? 'spend' : REFUSALS.includes(outcome) ? 'refusal' : isWrite ? 'write' : undefined;
  return event && { event, who: whoIs(caller), account, tool, outcome, credits, requestId };
}

/** A caller without its secret: of a hash of its token or person only as much as tells a handful apart. */
export function whoIs(caller: string): string {
  if (caller.startsWith('address ')) return 'anybody';
  return caller.replace(/^((?:token|subject) [0-9a-f]{8})[0-9a-f]+$/, '$1');
}

/** Receives the records of finished calls, and writes the audit log's lines about them. */
export function auditCalls(audit: AuditLog): (record: CallRecord) => void {
  return record => {
    const entry = auditEntryOf(record);
    if (entry) audit.write(entry);
  };
}

/**
 * Runs a tool for a user of the shell, as {@link runTool} does, and writes the audit log's line about it.
 * @throws SnovioError
 */
export async function runAudited(
  tool: Tool,
  args: object,
  context: Context,
  audit: AuditLog,
): Promise<object> {
  const recorder = new CallRecorder(tool, 'shell');
  const { trace } = recorder;
  const onPaid = (credits: number) => {
    recorder.onPaid(credits);
    context.call.onPaid?.(credits);
  };
  recorder.account = context.snovio.key;
  let outcome = 'ok';
  try {
    return await runTool(tool, args, { ...context, call: { ...context.call, trace, onPaid } });
  } catch (error) {
    outcome = error instanceof SnovioError ? error.code : 'error';
    throw error;
  } finally {
    auditCalls(audit)(recorder.end(outcome));
  }
}
