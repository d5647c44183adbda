import type { IncomingMessage } from 'node:http';

/** More than the longest pair takes. */
const MAX_BYTES = 8192;

/** Reads a form's fields; undefined: it is none, too long, or has a field twice. */
export async function readForm(request: IncomingMessage): Promise<Map<string, string> | undefined> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(type)) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  const fields = [...new URLSearchParams(Buffer.concat(chunks).toString('utf8'))];
  const form = new Map(fields);
  return form.size === fields.length ? form : undefined;
}
