import { StringDecoder } from 'node:string_decoder';
import { twoByteCodec } from './two-bytes.ts';

/** Turns bytes into text and back. */
export interface Codec {
  /** As users write it behind `--encoding`, such as `windows-1252`. */
  readonly name: string;
  /** A decoder of one stream. */
  decoder(): { write(bytes: Buffer): string; end(): string | undefined };
  encode(text: string): Buffer;
}

/** Encodings that Node.js knows itself, by the names that mean them. */
const NATIVE: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  'utf-16': 'utf16le',
  utf16: 'utf16le',
  'utf-16le': 'utf16le',
  utf16le: 'utf16le',
};

/** No text: names that the library has for something else, or whose pieces cannot be written one by one. */
const NO_TEXT = /^(base64|hex|binary|internal|utf-?7|utf-?32$|ucs-?[24]$)/;

/** The codec of this name; undefined where nobody knows it. */
export async function codecOf(name: string): Promise<Codec | undefined> {
  const lower = name.trim().toLowerCase();
  const native = Object.hasOwn(NATIVE, lower) ? NATIVE[lower] : undefined;
  if (native) {
    return {
      name: native === 'utf8' ? 'utf-8' : 'utf-16le',
      decoder: () => new StringDecoder(native),
      encode: text => Buffer.from(text, native),
    };
  }
  const twoBytes = twoByteCodec(lower);
  if (twoBytes) return twoBytes;
  const { default: iconv } = await import('iconv-lite');
  if (NO_TEXT.test(lower) || !iconv.encodingExists(lower)) return undefined;
  return {
    name: lower,
    decoder: () => iconv.getDecoder(lower, { stripBOM: false }),
    encode: text => iconv.encode(text, lower, { addBOM: false }),
  };
}

/** The codec of a name that is known to exist. */
export async function knownCodec(name: string): Promise<Codec> {
  const codec = await codecOf(name);
  if (!codec) throw new RangeError(`unknown encoding ${name}`);
  return codec;
}
