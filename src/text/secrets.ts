import { withoutHidden } from './line.ts';

/** Stands in a secret's place. */
const REMOVED = '[secret]';
/** Shorter ones are words that stand in any text, and no secrets of Snov.io's. */
export const SHORTEST_SECRET = 8;
/** Escapes can be escaped themselves, this often. */
const ROUNDS = 4;
const MOST_SECRETS = 1000;

/**
 * An answer without secrets, in whatever form it repeats them: as they are, escaped for URLs, JSON or HTML, once or several
 * times, or in Base64, alone or among other words, or with characters in it that are removed later. Of a text that holds one
 * in disguise nothing is left.
 * @param json the answer; undefined if it is no JSON: such a text is told to nobody
 * @param text the same as it came: most hold no secret, which is quicker to see in one text
 */
export function withoutSecrets(
  json: unknown,
  secrets: readonly (string | undefined)[],
  text?: string,
): unknown {
  if (json === undefined) return undefined;
  const sought = secrets.filter(
    secret => secret !== undefined && secret.length >= SHORTEST_SECRET,
  ) as string[];
  const mayHold = text === undefined || holdsAny(text.replace(HIDDEN_ESCAPES, ''), sought);
  return mayHold ? cleaned(json, sought) : json;
}

function cleaned(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return cleanedText(value, secrets);
  if (Array.isArray(value)) return value.map(entry => cleaned(entry, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [cleanedText(key, secrets), cleaned(field, secrets)]),
  );
}

function cleanedText(text: string, secrets: readonly string[]): string {
  const rest = secrets.reduce((left, secret) => left.replaceAll(secret, REMOVED), text);
  return holdsAny(rest, secrets) ? REMOVED : rest;
}

/** Each round of unescaping is made once for all secrets: a hostile text can be long. */
function holdsAny(text: string, secrets: readonly string[]): boolean {
  const looks = secrets.map(lookOf);
  const mayHold =
    looks.some(({ runs }) => runs.some(run => text.includes(run))) ||
    FULLY_ESCAPED.test(text) ||
    MAY_HIDE.test(text);
  if (!mayHold) return false;
  const needles = looks.flatMap(look => look.needles);
  let decoded = text;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const visible = withoutHidden(decoded);
    if (needles.some(needle => visible.includes(needle))) return true;
    const next = visible.replace(ESCAPES, unescaped);
    if (next === visible) return false;
    decoded = next;
  }
  return false;
}

/** Characters that are removed from every answer, as they are or escaped for JSON. Some others begin in the same way. */
const MAY_HIDE =
  /[\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|\\u(?:00ad|034f|061c|1[178]|20[0-6]|2800|3164|d[89a-f]|[ef])/iu;

/** Long runs of such escapes. They are no part of a secret, and taken out at once they cost no time. */
const HIDDEN_ESCAPES =
  /(?:\\u(?:00ad|034f|061c|1[178][\da-f]{2}|20[0-6][\da-f]|2800|3164|d[89a-f][\da-f]{2}|[ef][\da-f]{3})){9,}/gi;

/** What a secret looks like once nothing is escaped, and the parts of that which no usual way to escape changes. */
interface Look {
  readonly needles: readonly string[];
  readonly runs: readonly string[];
}

const looks = new Map<string, Look>();

function lookOf(secret: string): Look {
  const look = looks.get(secret) ?? makeLook(secret);
  if (looks.size >= MOST_SECRETS) looks.clear();
  looks.set(secret, look);
  return look;
}

function makeLook(secret: string): Look {
  const plain = [...undone(secret), secret.replaceAll(' ', '+')];
  const json = JSON.stringify(secret).slice(1, -1);
  const encoded = [secret, encodeURIComponent(secret), json, json.replaceAll('/', '\\/')];
  const base64 = encoded.flatMap(text => [0, 1, 2].map(n => base64Of(text, n)));
  const forUrls = base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_'));
  const needles = [...new Set([...plain, ...base64, ...forUrls])];
  return { needles, runs: [...new Set(needles.map(longestRun))] };
}

/** A secret, and what is left of it where it holds what looks like escapes: in a text these are undone with the others. */
function undone(secret: string): string[] {
  const forms = [secret];
  for (let text = secret; forms.length <= ROUNDS; ) {
    const next = text.replace(ESCAPES, unescaped);
    if (next === text || next.length < SHORTEST_SECRET) break;
    forms.push(next);
    text = next;
  }
  return forms;
}

/** The characters that a text has in Base64 behind so many bytes (0 to 2), whatever they and those that follow are. */
function base64Of(text: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  return bytes.toString('base64').slice(Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3));
}

function longestRun(text: string): string {
  const runs = text.match(/[a-z\d]+/gi) ?? [''];
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

const ESCAPES = /(?:%[\da-f]{2})+|\\u[\da-f]{4}|\\["'\\/]|&#\d{1,9};?|&#x[\da-f]{1,8};?|&[a-z]{2,6};/gi;
/** Letters and digits need no escape, but some programs escape them too. */
const FULLY_ESCAPED =
  /(?:%[2-7][\da-f]){4}|(?:u00[2-7][\da-f]\\{1,8}){3}|(?:&#x[\da-f]{2,8};?){4}|(?:&#\d{2,9};?){4}/i;
/** HTML's names of the characters that secrets are made of. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", plus: '+', sol: '/', equals: '=', percnt: '%' },
  ...{ excl: '!', num: '#', dollar: '$', lpar: '(', rpar: ')', ast: '*', comma: ',', period: '.' },
  ...{ colon: ':', semi: ';', quest: '?', commat: '@', lsqb: '[', rsqb: ']', bsol: '\\', hat: '^' },
  ...{ lowbar: '_', grave: '`', lcub: '{', verbar: '|', rcub: '}' },
};

function unescaped(code: string): string {
  if (code.startsWith('%')) return Buffer.from(code.replaceAll('%', ''), 'hex').toString();
  if (/^\\u/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(2), 16));
  if (code.startsWith('\\')) return code.slice(1);
  const [, hex, digits, name = ''] = /^&(?:#x([\da-f]+)|#(\d+)|([a-z]+))/i.exec(code) ?? [];
  const point = hex ? Number.parseInt(hex, 16) : Number(digits);
  if (point <= 0x10ffff) return String.fromCodePoint(point);
  return NAMES[name.toLowerCase()] ?? code;
}
