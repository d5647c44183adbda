import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { expectValid, unknownAddresses, type Verified } from './addresses.ts';
import { atMost, type Part } from './figure.ts';
import { type Server, startServer } from './server.ts';
import { timed } from './stats.ts';
import { count, refusals } from './upstream.ts';

const CALLS = 6;
const CALL_SIZE = 100;
const LIMIT = 60;
const WINDOW_SECONDS = 60;
/** The middle of what the sandbox draws. */
const TASK_SECONDS = 5.5;

/** 600 addresses at life speed, under Snov.io's own limit: how close the pace comes to what that limit lets through. */
export const bulk: Part = {
  name: 'bulk',
  waits: true,
  run: async () => {
    const sandbox = await startSandbox();
    try {
      await using server = await startServer(sandbox, { SNOVIO_API_GENERATION: 'v2' });
      const calls = Array.from({ length: CALLS }, () => unknownAddresses(CALL_SIZE));
      const ms = await timed(() => Promise.all(calls.map(emails => untilDone(server, emails))));
      return figures(sandbox, ms / 1000);
    } finally {
      await sandbox.close();
    }
  },
};

/** As a host goes on: the same call again while anything is missing. */
async function untilDone(server: Server, emails: string[]): Promise<void> {
  for (;;) {
    const answer = await server.verify(emails, { maxCredits: CALL_SIZE });
    if (!isMissing(answer)) return void expectValid(answer);
  }
}

function isMissing({ results, not_run = [] }: Verified): boolean {
  return not_run.length > 0 || results.some(({ status }) => status === 'pending');
}

function figures(sandbox: Sandbox, seconds: number) {
  const sent = count(sandbox);
  const least = ((sent - 1) / LIMIT) * WINDOW_SECONDS + TASK_SECONDS;
  const from = `${seconds.toFixed(0)} s for ${sent} requests`;
  return [
    atMost('600 addresses in six calls at once: elapsed over the least possible', seconds / least, 1.1, {
      from,
    }),
    atMost('requests for 600 addresses', sent, 180, { digits: 0 }),
    atMost('refusals (429) for 600 addresses', refusals(sandbox), 0, { digits: 0 }),
  ];
}
