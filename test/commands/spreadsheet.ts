/** A spreadsheet as people have it, and what is in it. */
export interface Spreadsheet {
  /** Windows-1252, with German headings. */
  readonly file: Buffer;
  /** Rows that are not empty. */
  readonly rows: number;
  /** Different people whom the sandbox has a valid address of. */
  readonly people: number;
  /** What they cost, and those whose address turns out to be none. */
  readonly credits: number;
}

const HEADINGS = 'Vorname;Nachname;E-Mail-Adresse;Firma;Webseite;Telefon;Ort;Notiz';

/**
 * Every seventh row repeats somebody in another spelling, every eleventh is empty, every thirteenth is nobody's. Of the
 * people a fourth have no address, and for three of five of those Snov.io finds one; each tenth of the others bounces.
 */
export function spreadsheet(lines: number): Spreadsheet {
  const all = [...Array(lines).keys()].map(at => lineOf(at + 1));
  const people = all.flatMap(line => (typeof line === 'object' ? [line] : []));
  return {
    file: Buffer.from(`${[HEADINGS, ...all.map(textOf)].join('\r\n')}\r\n`, 'latin1'),
    rows: all.filter(line => line !== 'empty').length,
    people: people.filter(({ isValid }) => isValid).length,
    credits: people.filter(({ isPaid }) => isPaid).length,
  };
}

type Line = 'empty' | 'nobody' | 'repeated' | Person;

function lineOf(i: number): Line {
  if (i % 11 === 0) return 'empty';
  if (i % 13 === 0) return 'nobody';
  return i % 7 === 0 ? 'repeated' : person(i);
}

function textOf(line: Line, at: number, all: readonly Line[]): string {
  const i = at + 1;
  if (line === 'empty') return i % 2 ? '' : ';;;;;;;';
  if (line === 'nobody') return `Jürgen;Groß;keine;Müller & Söhne;;+49 30 ${i};Köln;-5`;
  if (line === 'repeated') return `Jörg;;${emailBefore(all, at).toUpperCase()};;;;;"sagt ""ja"""`;
  return `Jörg;Nr${i};${line.email};Nordland;${line.site};+49 40 ${i};Köln;=1+1`;
}

function emailBefore(all: readonly Line[], at: number): string {
  const last = all.slice(0, at).findLast(line => typeof line === 'object' && line.email !== '');
  return (last as Person).email;
}

interface Person {
  /** Empty: to be found. */
  readonly email: string;
  readonly site: string;
  readonly isValid: boolean;
  readonly isPaid: boolean;
}

function person(i: number): Person {
  if (i % 4 === 0) {
    const isFound = i % 5 < 3;
    const site = isFound ? 'www.load.example' : 'niemand.example';
    return { email: '', site, isValid: isFound, isPaid: isFound };
  }
  const isValid = i % 10 !== 3;
  return { email: `${isValid ? 'valid' : 'bounce'}${i}@norrland.example`, site: '', isValid, isPaid: true };
}
