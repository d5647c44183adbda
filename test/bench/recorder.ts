import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const TOKEN_PATH = '/v1/oauth/access_token';

/** Stands between a server and the sandbox, and keeps what the sandbox answers. */
export interface Recorder extends AsyncDisposable {
  readonly url: string;
  /** The JSON of every answer since the last time, in order, those about tokens left out. */
  taken(): unknown[];
}

export async function startRecorder(upstream: string): Promise<Recorder> {
  const answers: unknown[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { 'content-type': type = '', authorization = '' } = request.headers;
    const answer = await fetch(`${upstream}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { ...(type && { 'content-type': type }), authorization },
      ...(parts.length > 0 && { body: Buffer.concat(parts) }),
    });
    const text = await answer.text();
    if (request.url !== TOKEN_PATH) answers.push(JSON.parse(text));
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: () => answers.splice(0),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
