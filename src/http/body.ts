import type { IncomingMessage } from 'node:http';
import { FREE_TEXT } from '../mcp/argument-lengths.ts';
import { cutLongTexts } from '../text/long-texts.ts';
import type { Limits } from './limits.ts';
import type { Refusal } from './refusal.ts';

/** Arguments of tools are four levels deep. Much deeper nesting is an attempt to exhaust the stack of a parser. */
const MAX_DEPTH = 64;

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a request's body as JSON, up to the limits. The SDK would close the connection if a body is too long; here the
 * client gets an answer that says why.
 * @returns the JSON, a refusal, or `disconnected` if the connection broke
 */
export async function readJson(
  request: IncomingMessage,
  { bodyBytes, bodyValues }: Pick<Limits, 'bodyBytes' | 'bodyValues'>,
): Promise<{ json: unknown } | Refusal | 'disconnected'> {
  const bytes = await collect(request, bodyBytes);
  if (bytes === 'disconnected') return bytes;
  if (bytes === 'too long') return tooLong(bodyBytes);
  const excess = excessOf(bytes, bodyValues);
  if (excess) return { status: 400, message: `The body ${excess}.` };
  try {
    const json = JSON.parse(UTF_8.decode(bytes));
    // What is too long for any argument is refused there, and need not go through the SDK at its full length. The id has
    // to come back as it is. A short body holds no long text.
    if (bytes.length > FREE_TEXT) cutLongTexts(json?.params, FREE_TEXT);
    return { json };
  } catch {
    return { status: 400, code: -32_700, message: 'Parse error: the body is no JSON.' };
  }
}

export function tooLong(maxBytes: number): Refusal {
  return { status: 413, message: `A request may hold at most ${maxBytes} bytes.` };
}

/** Reads a body up to a length. What is sent beyond it is dropped. */
export function collect(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | 'too long' | 'disconnected'> {
  const { promise, resolve } = Promise.withResolvers<Buffer | 'too long' | 'disconnected'>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else resolve('too long');
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  for (const event of ['error', 'close'] as const) request.once(event, () => resolve('disconnected'));
  return promise.finally(() => request.removeAllListeners('data'));
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** How each byte changes the depth. */
const STEP = new Int8Array(256);
for (const opening of '[{') STEP[opening.charCodeAt(0)] = 1;
for (const closing of ']}') STEP[closing.charCodeAt(0)] = -1;

/** Counts brackets and commas outside of strings: cheaper than parsing, and without recursion. */
function excessOf(json: Buffer, maxValues: number): string | undefined {
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] ?? 0;
    if (byte === QUOTE) inString = !inString;
    else if (inString) i += byte === BACKSLASH ? 1 : 0;
    else if (byte === COMMA) values += 1;
    else depth += STEP[byte] ?? 0;
    if (depth > MAX_DEPTH) return 'is nested too deeply';
    if (values > maxValues) return `holds more than ${maxValues} values`;
  }
  return undefined;
}
