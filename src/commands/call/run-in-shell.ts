import { openApp } from '../../app/app.ts';
import { openAuditLog } from '../../audit/audit-log.ts';
import { type Config, DEFAULT_WAIT_SECONDS } from '../../config/settings.ts';
import { hasCode } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { runAudited } from '../../mcp/audit-call.ts';
import { waitSecondsOf } from '../../mcp/run-tool.ts';
import { deadlineIn } from '../../snovio/call-context.ts';
import type { Tool } from '../../tool.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { CallProgress } from './call-progress.ts';

/** What a shell reports of a process that a signal has ended. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a tool for a user of the shell, and shows in a terminal how far it is.
 * @param stderr where progress is shown
 * @returns the structured result, or the exit code if a signal has interrupted the call
 * @throws SnovioError
 */
export async function runInShell(
  tool: Tool,
  args: Record<string, unknown>,
  config: Config,
  stderr: Terminal,
): Promise<object | number> {
  const audit = openAuditLog(config.auditLog ?? 'off', createLog(config.logLevel));
  const app = await openApp(config);
  const interruption = new AbortController();
  // Only the first signal is waited for: a second one ends the process at once.
  for (const name of SIGNALS) process.once(name, () => interruption.abort(name));
  const { signal } = interruption;
  const progress = new CallProgress(process.stderr, stderr);
  try {
    const deadline = deadlineIn(waitSecondsOf(args, config.waitSeconds ?? DEFAULT_WAIT_SECONDS));
    const call = { signal, deadline, tool: tool.name, progress: progress.show };
    const snovio = app.accounts.ownAccount();
    return await runAudited(tool, args, { snovio, call, policy: app.policy }, audit);
  } catch (error) {
    if (!signal.aborted || !hasCode(error, 'cancelled')) throw error;
    progress.clear();
    process.stderr.write('Interrupted. What is paid for is kept: the same call again goes on.\n');
    return EXIT_CODES[signal.reason as keyof typeof EXIT_CODES];
  } finally {
    progress.clear();
    await app.close();
    audit.close();
  }
}
