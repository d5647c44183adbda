/** The encodings of two bytes for a letter that Node.js decodes, by the names of the WHATWG's standard. */
const ENCODINGS = ['shift_jis', 'gbk', 'big5', 'euc-kr', 'euc-jp'];

/**
 * The codec of an East Asian encoding; undefined for any other. Node.js only decodes them: the way back is found by decoding
 * all pairs of bytes. A library's tables for them would be a tenth of this package.
 * @param label one of the standard's names, such as `sjis` or `gb2312`
 */
export function twoByteCodec(label: string) {
  const name = nameOf(label);
  if (name === undefined) return undefined;
  let bytes: ReadonlyMap<string, Buffer> | undefined;
  return {
    name,
    decoder: () => {
      const decoder = new TextDecoder(name, { ignoreBOM: true });
      return {
        write: (chunk: Buffer) => decoder.decode(chunk, { stream: true }),
        end: () => decoder.decode(),
      };
    },
    encode: (text: string) => {
      bytes ??= bytesOf(name);
      return Buffer.concat([...text].map(letter => bytes?.get(letter) ?? Buffer.from('?')));
    },
  };
}

function nameOf(label: string): string | undefined {
  try {
    const name = new TextDecoder(label).encoding;
    return ENCODINGS.includes(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of each letter: the first ones that are decoded to it. */
function bytesOf(name: string): Map<string, Buffer> {
  const decoder = new TextDecoder(name, { fatal: true });
  const letters = new Map<string, Buffer>();
  const add = (...codes: number[]) => {
    const encoded = Buffer.from(codes);
    try {
      const letter = decoder.decode(encoded);
      if ([...letter].length === 1 && !letters.has(letter)) letters.set(letter, encoded);
    } catch {
      // No letter has these bytes.
    }
  };
  for (let first = 0; first < 256; first++) add(first);
  for (let first = 0x81; first < 256; first++)
    for (let second = 0x40; second < 256; second++) add(first, second);
  return letters;
}
