import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type HttpClient, httpClient } from './http-client.ts';

const ADDRESS = /http:\/\/[\w.:[\]]+\/mcp/;

/** A server process that tells its address on stderr. */
export interface HttpServer extends AsyncDisposable {
  readonly url: string;
  readonly client: HttpClient;
}

export async function startHttp(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<HttpServer> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: child.stderr });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  lines.on('line', line => {
    const url = ADDRESS.exec(line)?.[0];
    if (url) resolve(url);
  });
  child.once('exit', code => reject(new Error(`${args.join(' ')} ended with ${code}`)));
  const url = await promise;
  const client = httpClient(url);
  return {
    url,
    client,
    [Symbol.asyncDispose]: async () => {
      client.close();
      child.removeAllListeners('exit');
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
