import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Recorder, recorderTo } from '../record/messages.ts';
import type { Session } from './session.ts';

/** So long a process takes to be seen as killed at most; a connection can also break by itself. */
const NOTICE_MS = 1000;

/** Answers a request that is not for the server. */
export type Door = (req: IncomingMessage, body: string, res: ServerResponse) => void;

export interface HttpRelay extends AsyncDisposable {
  readonly port: number;
}

/**
 * Stands between a host and the server over HTTP: passes requests to `/mcp` on, and records them with their answers. The
 * server is started by the first, and again after it was killed.
 * @param door answers all other requests
 * @throws Error when the port is taken
 */
export async function startHttpRelay(session: Session, port: number, door: Door): Promise<HttpRelay> {
  const backend = lazyBackend(session);
  const server = createServer((req, res) => {
    serve(req, res).catch(() => res.destroy());
  });
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const body = Buffer.concat(await req.toArray()).toString();
    if (!req.url?.startsWith('/mcp')) return door(req, body, res);
    // Each request is a connection of its own: hosts need no session.
    const record = recorderTo(session.messages);
    record('host', body);
    await passOn(req, body, res, await backend.port(), record).catch(async error => {
      // The host may call again at once, and is to find the next server then.
      await backend.noticeEnd();
      throw error;
    });
  };
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      backend.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function passOn(
  req: IncomingMessage,
  body: string,
  res: ServerResponse,
  port: number,
  record: Recorder,
): Promise<void> {
  const { method, url: path, headers } = req;
  return new Promise((resolve, reject) => {
    const to = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, answer => {
      let text = '';
      answer.setEncoding('utf8').on('data', part => (text += part));
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
      answer.once('error', reject).once('end', () => {
        for (const message of messagesIn(text)) record('server', message);
        resolve();
      });
    });
    // The host has gone: so does its call.
    res.once('close', () => to.destroy());
    to.once('error', reject).end(body);
  });
}

/** An answer is JSON, or a stream of events. */
function messagesIn(text: string): string[] {
  const events = [...text.matchAll(/^data: ?(.+)$/gm)].map(([, data = '']) => data);
  return events.length > 0 ? events : [text];
}

/** The server's process, which runs from the first request on. */
function lazyBackend({ program, env, serves }: Session) {
  let child: ChildProcess | undefined;
  let ready: Promise<number> | undefined;
  const start = async () => {
    child = spawn(process.execPath, program.http(0), {
      env: { ...process.env, ...env, SNOVIO_LOG: 'info' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    serves(child.pid);
    child.once('exit', () => {
      ready = undefined;
    });
    return portToldBy(child);
  };
  const port = () => {
    ready ??= start();
    return ready;
  };
  const noticeEnd = async () => {
    if (child && ready) await Promise.race([once(child, 'exit'), sleep(NOTICE_MS)]);
  };
  return { port, noticeEnd, stop: () => child?.kill() };
}

/** The port that a server tells on stderr. */
function portToldBy(child: ChildProcess): Promise<number> {
  let told = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', part => {
      told += part;
      const [, port] = /http:\/\/127\.0\.0\.1:(\d+)\/mcp/.exec(told) ?? [];
      if (port) resolve(Number(port));
    });
    child.once('close', () => reject(new Error(`The server has ended: ${told}`)));
  });
}
