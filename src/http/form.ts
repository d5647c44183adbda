import type { IncomingMessage } from 'node:http';
import { collect } from './body.ts';

/** Reads the fields of a form; undefined if it is none, or too long. */
export async function readForm(
  request: IncomingMessage,
  maxBytes: number,
): Promise<URLSearchParams | 'disconnected' | undefined> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded(?:;|$)/i.test(type)) return undefined;
  const bytes = await collect(request, maxBytes);
  if (bytes === 'disconnected') return bytes;
  return bytes === 'too long' ? undefined : new URLSearchParams(bytes.toString('utf8'));
}
