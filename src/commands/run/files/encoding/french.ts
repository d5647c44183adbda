// French in Windows-1252 is the one Western language whose letters are mostly other letters in the code pages of Central
// Europe: Hélène is Hélčne there, and forêt foręt. Both are words to whoever knows neither language.

/** A letter that reads otherwise in Central Europe, where French puts it; in small letters, the rest of the word behind it. */
const FRENCH_PLACES: readonly RegExp[] = [
  // Hélène, Geneviève, Lefèbvre, bibliothèque: before consonants and an e; Agnès.
  /^è(?:[b-df-hj-np-tv-xz]{1,3}|qu|gu)e/,
  /^ès(?!\p{L})/u,
  // Forêt, Évêque, Chêne.
  /^ê(?:[b-df-hj-np-tv-xz]|qu)/,
  // Déjà, voilà, où, août.
  /^[àù](?!\p{L})/u,
  /^û(?:[b-df-hj-np-tv-xz]|(?!\p{L}))/u,
  // Cœur, Lebœuf.
  /^œ[uif]/,
];
/** Anaïs, Loïc, Saïd: behind another vowel. */
const DIAERESIS = /^[aeou]ï/;
/** Letters that French does not have, and the languages of Central Europe in every list of names. */
const CENTRAL = /[áíýúšžőąłżńřěăţşćđ]/u;

/** Different words that are evidence enough, and how often they outweigh the others. */
const ENOUGH = 2;
const OUTWEIGHS = 10;

/**
 * Whether the words of a file are certainly French, and no Central European language. One of those that has č or ę would
 * have to put it where French puts è or ê in nearly every word, write é often, and á, í, š and ž next to never: Czech and
 * Slovak write á and í more often than é, and Slovene, Croatian and Polish have no é.
 * @param western the words with letters beyond ASCII as Windows-1252 reads them
 * @param central the same as a code page of Central Europe reads them
 */
export function isFrench(western: readonly string[], central: readonly string[]): boolean {
  const different = western.filter((word, at) => word !== central[at]);
  const french = new Set(different.map(small).filter(hasFrenchPlaces));
  const acute = new Set(western.map(small).filter(word => word.includes('é')));
  const others = new Set(
    central.map(small).filter((word, at) => western[at] === central[at] && CENTRAL.test(word)),
  );
  return (
    french.size >= ENOUGH &&
    french.size >= OUTWEIGHS * new Set(different.map(small).filter(word => !hasFrenchPlaces(word))).size &&
    acute.size >= ENOUGH &&
    acute.size >= OUTWEIGHS * others.size
  );
}

const small = (word: string) => word.toLowerCase();

/** As many letters as a place looks at. */
const LOOKED_AT = 5;

/** Whether each letter that Central Europe reads otherwise stands where French has it. */
function hasFrenchPlaces(word: string): boolean {
  return Array.from(word.matchAll(DIFFERENT)).every(({ 0: letter, index }) =>
    letter === 'ï'
      ? DIAERESIS.test(word.slice(Math.max(0, index - 1), index + 1))
      : FRENCH_PLACES.some(place => place.test(word.slice(index, index + LOOKED_AT))),
  );
}

/** Letters of Windows-1252 that other code pages read as others; é, ç, ë, î, ô, ä, ö, ü and ß are the same in both. */
const DIFFERENT = /[àãåæèêìïðñòõøùûþÿœ]/gu;
