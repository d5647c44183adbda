import { Parser } from 'htmlparser2';
import { plainLines, withoutMarkup } from '../../text/line.ts';
import { LONGEST_TEXT } from '../../text/long-texts.ts';

// Mails and messages that other people wrote, as a reader of the page would see them.

/** How deep HTML may nest, as in browsers (Blink: 512); the parser takes quadratic time in the depth. */
const DEEPEST = 512;
/** Stands where a text was not read on. */
const CUT = '… [cut]';

/** An address or link in angle brackets is no tag. Bounded, so that no text can make the search slow. */
const ADDRESS = /<((?:mailto:)?[^<>\s@]{1,64}@[^<>\s@]{1,255}|https?:[^<>\s]{1,2000})>/g;
const HTML =
  /<\/?(?:a|b|i|p|u|br|em|hr|h[1-6]|li|ol|ul|td|th|tr|div|img|pre|body|code|font|head|html|span|table|strong|script|style|blockquote)\b[^<>]*>|<!--/i;
const BLOCKS = new Set(
  'address article aside blockquote body div dl dt dd footer form h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tr ul'.split(
    ' ',
  ),
);
const SILENT = new Set([
  'head',
  'script',
  'style',
  'template',
  'title',
  'noscript',
  'iframe',
  'object',
  'svg',
]);
const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** A mail body or message as plain text with its line breaks; HTML is rendered, what it hides is left out. What is too long or nested too deep ends in `… [cut]`. */
export function visibleText(text: string): string {
  const rest = text.length > LONGEST_TEXT ? CUT : '';
  const addressed = text.slice(0, LONGEST_TEXT).replace(ADDRESS, '($1)');
  const rendered = HTML.test(addressed) ? withoutBrackets(renderHtml(addressed)) : withoutMarkup(addressed);
  return plainLines(`${rendered}${rest}`)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Upstream prints mail subjects and bodies as JSON strings inside strings, one sample with an invalid escape [A]. */
export function unquoted(text: string): string {
  const inner = /^"([\s\S]*)"$/.exec(text.trim())?.[1];
  if (inner === undefined) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return inner.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char));
  }
}

/** What looks like a tag after rendering stood there as entities: words, so they stay, in brackets that are no markup. */
function withoutBrackets(text: string): string {
  return text.replace(/<(\/?[a-z!?][^<>]*)>/gi, '‹$1›');
}

/** Streams through the parser instead of building a tree, and stops where the nesting gets too deep. */
function renderHtml(html: string): string {
  let out = '';
  let hidden = 0;
  let depth = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (hidden === 0 && !SILENT.has(name) && !isHidden(attributes)) out += before(name);
      else if (!VOID.has(name)) hidden += 1;
      if (VOID.has(name)) return;
      depth += 1;
      if (depth <= DEEPEST) return;
      out += CUT;
      // For good: a paused parser ignores its end.
      parser.pause();
    },
    ontext(text) {
      if (hidden === 0) out += text.replace(/\s+/g, ' ');
    },
    onclosetag(name) {
      if (VOID.has(name)) return;
      depth -= 1;
      if (hidden > 0) hidden -= 1;
      else if (BLOCKS.has(name)) out += before(name === 'li' ? 'div' : name);
    },
  });
  parser.end(html);
  return out;
}

function before(element: string): string {
  if (element === 'li') return '\n- ';
  if (element === 'p') return '\n\n';
  if (element === 'td' || element === 'th') return ' ';
  return element === 'br' || BLOCKS.has(element) ? '\n' : '';
}

function isHidden(attributes: Record<string, string>): boolean {
  const style = (attributes.style ?? '').replace(/\s+/g, '').toLowerCase();
  return (
    'hidden' in attributes ||
    /display:none|visibility:hidden|font-size:0(?![.\d]*[1-9])|opacity:0(?![.\d]*[1-9])/.test(style)
  );
}
