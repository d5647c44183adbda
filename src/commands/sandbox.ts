import { ConfigError } from '../config.ts';
import type { Command } from './command.ts';

const DEFAULT_PORT = 8787;

export const sandbox: Command = {
  usage: 'Usage: snovio-mcp sandbox [--port 8787] [--sandbox-speed 1]',
  help: 'Runs a simulated Snov.io on this machine that any Snov.io client can be pointed at. Ctrl-C ends it.',
  options: { port: { type: 'string' } },
  run: async ({ flags, config: read }) => {
    const config = read();
    const port = flags.port === undefined ? DEFAULT_PORT : Number(flags.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new ConfigError(
        `--port: ${JSON.stringify(flags.port)} is not a port from 0 to 65535. Example: --port 8787`,
      );
    }
    const { startSandbox } = await import('../sandbox/index.ts');
    const { sandboxSpeed: speed, rateLimit: limit, rateWindowMs: windowMs, plan } = config;
    const running = await startSandbox({ port, speed, limit, windowMs, ...(plan && { plan }) });
    process.stderr.write(
      `Simulated Snov.io at ${running.url}\nPoint a client at it: SNOVIO_API_URL=${running.url} SNOVIO_CLIENT_ID=sandbox SNOVIO_CLIENT_SECRET=sandbox\n`,
    );
    await new Promise<void>(end => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end());
    });
    await running.close();
    return 0;
  },
};
