import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from './client.ts';

/** Whoever is told by webhooks, on this machine. */
export interface Receiver {
  /** Without a slash at the end. */
  url: string;
  /** The bodies that came, oldest first. */
  got: Json[];
  /** Where to, after `url`. */
  paths: string[];
  close(): void;
}

/** A receiver that answers with these statuses, the last of them for ever; 0 means not at all. */
export async function startReceiver(...statuses: number[]): Promise<Receiver> {
  const [got, paths]: [Json[], string[]] = [[], []];
  const server = createServer(async (req, res) => {
    const body = Buffer.concat(await req.toArray()).toString();
    got.push(JSON.parse(body));
    paths.push(req.url?.replace('/hook', '') ?? '');
    res.writeHead(statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200)).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, got, paths, close: () => void server.close() };
}
