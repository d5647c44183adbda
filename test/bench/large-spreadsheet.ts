import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workbook, writeZip } from '../commands/xlsx-kit.ts';
import { type Figure, memory } from './figure.ts';
import { instantly, instantSandbox } from './instant.ts';
import { type Ended, runToEnd } from './run-command.ts';
import { directory } from './scratch.ts';

const ROWS = 100_000;
/** So few addresses, so that Snov.io is not what is waited for. */
const ADDRESSES = 500;
const HEADINGS = ['Name', 'E-Mail', 'Firma', 'Telefon', 'Ort', 'Notiz'];

/** How much memory a file of 100,000 rows takes. */
export async function largeSpreadsheet(): Promise<Figure[]> {
  const sandbox = await instantSandbox();
  try {
    const folder = directory('large-spreadsheet');
    const env = instantly(sandbox, join(folder, 'state'));
    writeFileSync(join(folder, 'in.csv'), csv());
    await writeZip(join(folder, 'in.xlsx'), sheet());
    const figures: Figure[] = [];
    for (const kind of ['csv', 'xlsx']) {
      const files = ['--csv', `in.${kind}`, '--out', `out.${kind}`];
      const leads = ['leads', ...files, '--list', 'Large', '--estimate'];
      const verify = ['verify_emails', ...files, '--yes'];
      figures.push(figure(`--estimate of ${kind}`, await runToEnd(folder, leads, env)));
      figures.push(figure(`verify_emails of ${kind}`, await runToEnd(folder, verify, env)));
    }
    return figures;
  } finally {
    await sandbox.close();
  }
}

function figure(what: string, { peakMib, ms }: Ended): Figure {
  return memory(`100,000 rows, ${what}: peak memory`, peakMib, `${(ms / 1000).toFixed(0)} s`);
}

function cellsOf(i: number): string[] {
  const email = `valid${i % ADDRESSES}@norrland.example`;
  return [
    `Jörg Müller${i}`,
    email,
    `Nordland ${i % 900} GmbH`,
    `+49 40 ${i}`,
    'Köln',
    `war am Stand, Karte ${i}`,
  ];
}

function csv(): string {
  const lines = Array.from({ length: ROWS }, (_, i) => cellsOf(i).join(';'));
  return `${[HEADINGS.join(';'), ...lines].join('\r\n')}\r\n`;
}

/** As spreadsheets write it: each text once, in a table of its own. */
function sheet(): Record<string, string> {
  const texts = new Map<string, number>();
  const cell = (text: string) => {
    if (!texts.has(text)) texts.set(text, texts.size);
    return `<c t="s"><v>${texts.get(text)}</v></c>`;
  };
  const rows = [HEADINGS, ...Array.from({ length: ROWS }, (_, i) => cellsOf(i))];
  const data = rows.map(cells => `<row>${cells.map(cell).join('')}</row>`).join('');
  return workbook(
    { Kontakte: data },
    [...texts.keys()].map(text => `<t>${text}</t>`),
  );
}
