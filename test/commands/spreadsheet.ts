/** A spreadsheet as people have it, and what is in it. */
export interface Spreadsheet {
  /** Windows-1252, with German headings. */
  readonly file: Buffer;
  /** Rows that are not empty. */
  readonly rows: number;
  /** Different people whose address is valid in the sandbox. */
  readonly people: number;
}

/** Every seventh row repeats somebody in another spelling, every eleventh is empty, every thirteenth is nobody's. */
export function spreadsheet(lines: number): Spreadsheet {
  const texts = ['Vorname;Nachname;E-Mail-Adresse;Firma;Telefon;Ort;Notiz'];
  let [rows, people] = [0, 0];
  for (let i = 1; i <= lines; i++) {
    if (i % 11 === 0) {
      texts.push(i % 2 ? '' : ';;;;;;');
      continue;
    }
    rows += 1;
    const isRepeated = i % 7 === 0 && people > 0;
    if (i % 13 === 0) texts.push(`Jürgen;Groß;keine;Müller & Söhne;+49 30 ${i};Köln;-5`);
    else if (isRepeated) texts.push(`Jörg;;VALID${people}@Norrland.example;;;;"sagt ""ja"""`);
    else texts.push(`Jörg;Nr${i};valid${++people}@norrland.example;Nordland;+49 40 ${i};Köln;=1+1`);
  }
  return { file: Buffer.from(`${texts.join('\r\n')}\r\n`, 'latin1'), rows, people };
}
