import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { Dispatcher } from 'undici';

/** How answers may be compressed (RFC 9110, section 8.4.1). */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/**
 * The bytes of an answer. Who does not say how they may be compressed, as here, has to take them so as well (RFC 9110,
 * section 12.5.3).
 * @param most how many bytes there may be
 * @throws Error where there are more, or less than there should be
 */
export async function* contentOf(
  { headers, body }: Dispatcher.ResponseData,
  most: number,
): AsyncGenerator<Uint8Array> {
  const decoder = DECODERS[String(headers['content-encoding']).toLowerCase()]?.();
  let count = 0;
  // Whichever ends early ends the other; the reader hears of it.
  for await (const bytes of decoder ? pipeline(body, decoder, () => {}) : body) {
    const isFirst = count === 0;
    count += bytes.length;
    if (count > most) throw new Error(`The answer has more than ${most} bytes.`);
    yield isFirst && BYTE_ORDER_MARK.equals(bytes.subarray(0, 3)) ? bytes.subarray(3) : bytes;
  }
}

/** The text of an answer; see {@link contentOf}. */
export async function textOf(response: Dispatcher.ResponseData, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const bytes of contentOf(response, most)) parts.push(bytes);
  return Buffer.concat(parts).toString();
}
