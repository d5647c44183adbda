import { fasterWindow } from '../config/settings.ts';
import type { Command } from './command.ts';
import { portOf } from './port.ts';
import { readConfigAloud } from './read-config.ts';
import { stopSignal } from './stop-signal.ts';

const DEFAULT_PORT = 8787;

export const sandbox: Command = {
  summary: 'a simulated Snov.io as an HTTP server of its own',
  usage: 'Usage: snovio-mcp sandbox [--port 8787] [--sandbox-speed 1]',
  help: 'Runs a simulated Snov.io on this machine that any Snov.io client can be pointed at. Ctrl-C ends it.',
  options: {
    port: {
      type: 'string',
      value: 'N',
      description: `the port that it listens on; ${DEFAULT_PORT} unless said`,
    },
  },
  settings: ['account', 'pace'],
  examples: ['snovio-mcp sandbox --port 8787 --sandbox-speed 20'],
  run: async ({ flags }) => {
    // As of one that has the sandbox in it: no credentials, and a rate window as fast as the rest.
    const config = readConfigAloud({ ...flags, sandbox: true });
    const port = portOf(flags.port, DEFAULT_PORT);
    const { startSandbox } = await import('../sandbox/index.ts');
    const { sandboxSpeed: speed, rateLimit: limit, rateWindowMs: windowMs, plan } = config;
    const running = await startSandbox({ port, speed, limit, windowMs, ...(plan && { plan }) });
    process.stderr.write(
      `Simulated Snov.io at ${running.url}\nPoint a client at it: SNOVIO_API_URL=${running.url} SNOVIO_CLIENT_ID=sandbox SNOVIO_CLIENT_SECRET=sandbox${pace(windowMs)}\n`,
    );
    await stopSignal();
    await running.close();
    return 0;
  },
};

/** What lets the client ask as fast as the sandbox runs. */
function pace(windowMs: number): string {
  return windowMs === fasterWindow(1) ? '' : ` SNOVIO_RATE_WINDOW_MS=${windowMs}`;
}
