// What people outside wrote, as one line that a reader sees whole: nothing in it is hidden, turns the reading direction,
// moves a cursor or is markup.

/** The most characters of a text that are looked at. */
const LONGEST = 10_000;
/** The most characters of a line. */
const LINE = 200;

/** Scripts whose letters join. Their spelling needs the joiners: Persian and Urdu the ZWNJ, Sinhala and Malayalam the ZWJ. */
const JOINING = `[${[
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya'],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Tibetan'],
]
  .map(script => `\\p{Script=${script}}`)
  .join('')}]`;
/** A single joiner between two such letters, or the characters that make one emoji of several. */
const KEPT = [
  `(?<=${JOINING}\\p{M}{0,3})[\\u200C\\u200D](?=${JOINING})`,
  '(?<=\\p{Extended_Pictographic}[\\uFE0F\\p{Emoji_Modifier}]?)\\u200D(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Extended_Pictographic})\\uFE0F',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
].join('|');
/**
 * Format, bidirectional, private-use and tag characters, variation selectors, fillers, noncharacters, halves of surrogate
 * pairs. All of them can carry words that only a machine reads, so a flag made of tags becomes a plain flag.
 */
const HIDDEN = '[\\p{Cf}\\p{Cs}\\p{Co}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u2800]';
/** A run of hidden characters is one match, and no function is called: a megabyte of them takes no time. */
const KEPT_OR_HIDDEN = new RegExp(`(${KEPT})|${HIDDEN}+`, 'gu');
/** Words of ASCII, tested first: nearly all texts are. `]` may begin a link of Markdown. */
const PLAIN_ASCII = /^[!-;=-\\^-~]+(?: [!-;=-\\^-~]+)*$/;
/** Whether there can be anything to do in another text. */
const NOT_PLAIN =
  /[<\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|[^\S ]|\s\s|\]\(/u;

/** What opens like a tag, closed or not. */
const TAG_LIKE = /<(\/?[a-z!?][^<>]*)>|<(?=[a-z!?/])/gi;
/** An element of HTML, without attributes or with values: `<head of sales>` is none. */
const ELEMENT =
  /^\/?(?:a|abbr|b|big|blink|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|embed|figure|font|form|frame|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|marquee|math|meta|object|ol|option|p|param|pre|q|s|samp|script|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video)(?:[\s/][^=]*=.*|\s*\/?)$|^[!?]/is;
/** An address in angle brackets, as in `Jane <jane@acme.example>`, is no tag. With `/` or `=` in it, it could have attributes. */
const ADDRESS = /^(?:mailto:)?[^\s@/="'`]{1,64}@[^\s@/="'`]{1,255}$/;

/** A text without hidden characters. Line breaks and other control characters stay. */
export function withoutHidden(text: string): string {
  if (PLAIN_ASCII.test(text)) return text;
  return text.replace(KEPT_OR_HIDDEN, '$1');
}

/** A text as it is saved: the user's own words, without control and hidden characters, which nobody meant to type. */
export function visible(text: string): string {
  return withoutHidden(text.replace(/\p{Cc}+/gu, ' ')).trim();
}

/**
 * A text in which no markup is left: elements of HTML are gone, all else in angle brackets stays in brackets that are no
 * markup (`R&D ‹Europe›`), and a lone `<` stays as it is. Links and images of Markdown are taken apart.
 */
export function withoutMarkup(text: string): string {
  return text
    .replace(TAG_LIKE, (whole, inside: string | undefined) => {
      if (inside === undefined) return '‹';
      if (ADDRESS.test(inside)) return whole;
      return ELEMENT.test(inside) ? ' ' : `‹${inside}›`;
    })
    .replaceAll('](', '] (');
}

/** Several visible lines without markup, also without the lines of Markdown that say where links go. Bounded by who made them of a message; see `visibleText`. */
export function plainLines(text: string): string {
  return withoutMarkup(withoutHidden(text.replace(/[\p{Zl}\p{Zp}]|\r\n?/gu, '\n')))
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replaceAll(']:', '] :')
    .trim();
}

/** A text as one visible line without markup. What is longer than `most` characters ends in `…`. */
export function plainLine(text: string, most: number = LINE): string {
  const longest = Math.max(LONGEST, most);
  const start = text.length > longest ? text.slice(0, longest) : text;
  if (PLAIN_ASCII.test(start)) return shortened(start, most);
  if (!NOT_PLAIN.test(start)) return shortened(start.trim(), most);
  const line = withoutMarkup(withoutHidden(start.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')));
  return shortened(line.replace(/\s+/g, ' ').trim(), most);
}

/** Never ends in half of a surrogate pair or in a joiner. */
function shortened(line: string, most: number): string {
  if (line.length <= most) return line;
  return `${line.slice(0, most - 1).replace(/\u200D?[\uD800-\uDBFF]$|[\u200C\u200D]$/, '')}…`;
}
