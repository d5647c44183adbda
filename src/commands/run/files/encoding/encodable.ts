import type { Codec } from './codec.ts';

/** Letters that Unicode does not take apart into a letter and its accent. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ...{ Ł: 'L', ł: 'l', Ø: 'O', ø: 'o', Đ: 'D', đ: 'd', ı: 'i', Æ: 'AE', æ: 'ae', Œ: 'OE', œ: 'oe' },
  ...{ ß: 'ss', ẞ: 'SS', Þ: 'Th', þ: 'th', Ð: 'D', ð: 'd', '\u2013': '-', '\u2014': '-', '\u2019': "'" },
};

/** A text with all of its characters in an encoding: letters without accents, or `?`, take the place of those that it lacks. */
export function encodable(text: string, codec: Codec): string {
  // A replacement character would look like a broken byte.
  const wellFormed = text.toWellFormed().replaceAll('\uFFFD', '?').replaceAll('\0', ' ');
  if (isEncodable(wellFormed, codec)) return wellFormed;
  return [...wellFormed].map(character => encodableCharacter(character, codec)).join('');
}

function encodableCharacter(character: string, codec: Codec): string {
  const base = BASE_LETTERS[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
  return [character, base].find(candidate => isEncodable(candidate, codec)) ?? '?';
}

function isEncodable(text: string, codec: Codec): boolean {
  const decoder = codec.decoder();
  const again = decoder.write(codec.encode(text)) + (decoder.end() ?? '');
  return again === text;
}
