import { createReadStream } from 'node:fs';
import type { Codec } from './codec.ts';

/** Bytes that are no text, or would not come back as they are. */
export class NotText extends Error {
  /** The line of the first of them, from 1. */
  readonly line: number;
  readonly isNul: boolean;

  constructor(line: number, isNul: boolean) {
    super(`line ${line} is no text`);
    this.line = line;
    this.isNul = isNul;
  }
}

/**
 * Reads a file as text.
 * @throws NotText where encoding the text again would give other bytes, or a character is NUL
 */
export async function* readText(path: string, codec: Codec): AsyncGenerator<string> {
  const decoder = codec.decoder();
  const same = new SameBytes(codec);
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    const text = decoder.write(bytes);
    same.check(bytes, text);
    if (text) yield text;
  }
  const rest = decoder.end() ?? '';
  same.check(Buffer.alloc(0), rest, true);
  if (rest) yield rest;
}

/** Reads a file that may have been cut off: bytes that are no text become replacement characters. */
export async function* decodeText(path: string, codec: Codec): AsyncGenerator<string> {
  const decoder = codec.decoder();
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) yield decoder.write(bytes);
}

/** Compares the bytes that were read with those that their text would be written as. */
class SameBytes {
  readonly #codec: Codec;
  /** Bytes whose text is still to come. */
  #pending: Buffer = Buffer.alloc(0);
  #line = 1;

  constructor(codec: Codec) {
    this.#codec = codec;
  }

  check(bytes: Buffer, text: string, isEnd = false): void {
    this.#pending = this.#pending.length > 0 ? Buffer.concat([this.#pending, bytes]) : bytes;
    const again = this.#codec.encode(text);
    const isSame = this.#pending.subarray(0, again.length).equals(again);
    if (!isSame || (isEnd && again.length < this.#pending.length)) {
      throw new NotText(this.#line + linesIn(text.slice(0, this.#firstOther(text))), false);
    }
    const nul = text.indexOf('\0');
    if (nul >= 0) throw new NotText(this.#line + linesIn(text.slice(0, nul)), true);
    this.#line += linesIn(text);
    this.#pending = this.#pending.subarray(again.length);
  }

  /** Where the text begins that stands for other bytes. */
  #firstOther(text: string): number {
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const again = this.#codec.encode(text.slice(0, middle));
      if (this.#pending.subarray(0, again.length).equals(again)) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function linesIn(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1;
}
