import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(
  new URL('../packages/node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);

export interface Outcome {
  code: number | null;
  /** Checks that passed and failed, by scenario. */
  scenarios: Map<string, { passed: number; failed: number }>;
  output: string;
}

/** Runs the official suite against the server on this port. */
export function conformance(port: number | undefined, ...args: string[]): Promise<Outcome> {
  const url = `http://127.0.0.1:${port}/mcp`;
  const child = spawn(process.execPath, [BIN, 'server', '--url', url, '--timeout', '20000', ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', code => {
      const lines = output.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm);
      const counts = [...lines].map(([, name = '', passed, failed]) => {
        return [name, { passed: Number(passed), failed: Number(failed) }] as const;
      });
      resolve({ code, scenarios: new Map(counts), output });
    });
  });
}
