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

/**
 * Runs a scenario of the official suite against an authorization server.
 * @param signIn is given the address that a user would open in a browser, and gives that of the answer at the callback
 */
export async function authorizationConformance(
  issuer: string,
  args: readonly string[],
  signIn: (url: string) => Promise<string>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [BIN, 'authorization', '--url', issuer, ...args]);
  let output = '';
  let isAsked = false;
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      output += text;
      const [url] = isAsked ? [] : (/^http\S+\/oauth\/authorize\?\S+$/m.exec(output) ?? []);
      if (url === undefined) return;
      isAsked = true;
      signIn(url)
        .then(callback => fetch(callback))
        .catch(reject);
    });
  child.once('error', reject).once('close', resolve);
  try {
    return { code: await promise, output };
  } finally {
    child.kill();
  }
}
