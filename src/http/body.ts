import type { IncomingMessage } from 'node:http';
import type { Refusal } from './authenticate.ts';

/** Arguments of tools are four levels deep; what is much deeper only means to exhaust somebody's stack. */
const MOST_NESTED = 64;

/**
 * Reads a request's body as JSON, no further than the limit. The SDK would cut the connection where a body is too long;
 * here the client gets to read why.
 * @returns the JSON, a refusal, or `gone` when the connection broke off
 */
export async function readJson(
  request: IncomingMessage,
  mostBytes: number,
): Promise<{ json: unknown } | Refusal | 'gone'> {
  const bytes = await collect(request, mostBytes);
  if (bytes === 'gone') return bytes;
  if (bytes === 'too long') return { status: 413, message: `A request may hold at most ${mostBytes} bytes.` };
  if (isNestedTooDeeply(bytes)) return { status: 400, message: 'The body is nested too deeply.' };
  try {
    return { json: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch {
    return { status: 400, code: -32_700, message: 'Parse error: the body is no JSON.' };
  }
}

function collect(request: IncomingMessage, mostBytes: number): Promise<Buffer | 'too long' | 'gone'> {
  const { promise, resolve } = Promise.withResolvers<Buffer | 'too long' | 'gone'>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else resolve('too long');
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  for (const event of ['error', 'close'] as const) request.once(event, () => resolve('gone'));
  return promise.finally(() => request.removeAllListeners('data'));
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** How much deeper a byte leads. */
const STEP = new Int8Array(256);
for (const opening of '[{') STEP[opening.charCodeAt(0)] = 1;
for (const closing of ']}') STEP[closing.charCodeAt(0)] = -1;

/** Counts brackets outside of strings: cheaper than parsing, and without recursion. */
function isNestedTooDeeply(json: Buffer): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] ?? 0;
    if (byte === QUOTE) quoted = !quoted;
    else if (quoted) i += byte === BACKSLASH ? 1 : 0;
    else depth += STEP[byte] ?? 0;
    if (depth > MOST_NESTED) return true;
  }
  return false;
}
