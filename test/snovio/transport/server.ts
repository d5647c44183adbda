import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

/**
 * Listens on loopback.
 * @param closing gets what cuts its connections and ends it
 * @returns the port
 */
export async function listening(server: NetServer, closing: (() => unknown)[]): Promise<number> {
  const sockets: Socket[] = [];
  server.on('connection', socket => sockets.push(socket.on('error', () => {})));
  server.on('tlsClientError', () => {});
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise(resolve => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A request as it arrived. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** The far end's port: the same for requests that share a connection. */
  port: number | undefined;
}

export interface Upstream extends AsyncDisposable {
  origin: string;
  requests: Arrived[];
  server: Server;
}

export type Reply = (response: ServerResponse, request: Arrived, socket: Socket) => void;

/** A bare HTTP server on loopback that shows what leaves and answers as a test says. */
export async function upstream(reply: Reply): Promise<Upstream> {
  const requests: Arrived[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    const { method = '', url = '', headers, socket } = request;
    const arrived = { method, url, headers, body, port: socket.remotePort };
    requests.push(arrived);
    reply(response, arrived, socket);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    const closed = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, requests, server, [Symbol.asyncDispose]: close };
}
