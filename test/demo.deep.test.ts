import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pictureOf } from '../scripts/demo-picture.ts';

/** Runs what `npm run demo` runs once the build is there. */
function demo(...args: string[]): Promise<{ code: number; output: string; stderr: string }> {
  const script = fileURLToPath(new URL('demo.ts', import.meta.url));
  return new Promise(resolve => {
    execFile(process.execPath, [script, ...args], { timeout: 60_000 }, (error, output, stderr) => {
      resolve({ code: error ? Number(error.code ?? -1) : 0, output, stderr });
    });
  });
}

test('is what npm runs, on a fresh build', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(scripts).toMatchObject({ demo: 'node test/demo.ts', predemo: 'npm run build' });
});

/** One run for all that is said about it: it takes a quarter of a minute. */
const run = demo();

test('researches ten leads', async () => {
  const { code, output, stderr } = await run;
  expect({ code, stderr, tail: output.slice(-200) }).toMatchObject({ code: 0, stderr: '' });
  for (const tool of [
    'get_balance',
    'count_domain_emails',
    'search_domain_emails',
    'find_emails',
    'verify_emails',
    'create_prospect_list',
    'save_prospects',
    'get_campaign_replies',
    'find_people',
    'prepare_leads',
  ])
    expect(output).toContain(`  ${tool}: `);
  // One of each kind: valid, catch-all, greylisted, nobody, and both namesakes of one company.
  expect(output).toMatch(/Mara Lindqvist +Globex +mara\.lindqvist@globex\.example +valid/);
  expect(output).toMatch(/Ines Okafor .*unknown \(catchall\)/);
  expect(output).toMatch(/Gordon Pryce .*greylisted/);
  expect(output).toMatch(/Lena "Leni" Nowhere .*–.*not_found/);
  expect(output).toMatch(/tomas\.keller@acme[\s\S]*tomas\.keller2@acme/);
  expect(output).toMatch(/find_emails: .*, 0 credits/);
  expect(output).toMatch(/… 10 of 10/);
  // The preview hides the names of people, and is free.
  expect(output).toMatch(/find_people: .*, 0 credits\n.*\n.*\n {2}\S+ \S+\*\*\* /);
  const [, price] = /Their addresses, for (\d+) credits/.exec(output) ?? [];
  expect(output).toMatch(new RegExp(`find_people: .*, ${price} credits`));
  const ready = output.match(/^ {2}\S+@\S+ +ready$/gm) ?? [];
  expect(ready).not.toEqual([]);
  expect(output.match(/^ {2}\S+@\S+ +added$/gm)).toHaveLength(ready.length);
  expect(output).toMatch(/^ {2}\S+@\S+ +skipped \(not_ready\)$/m);
  const [, before, after, said] =
    /(\d+) credits before, (\d+) after; the answers said (\d+)/.exec(output) ?? [];
  expect(Number(before) - Number(after)).toBe(Number(said));
  expect(Number(said)).toBeGreaterThan(0);
}, 90_000);

test('prints what the picture in the README shows', async () => {
  const { output } = await run;
  const picture = pictureOf(output);
  expect(picture).toContain('mara.lindqvist@acme.example');
  await expect(
    picture,
    'docs/images/demo.svg is not what the demo prints now: npm run generate',
  ).toMatchFileSnapshot('../docs/images/demo.svg');
}, 90_000);

test('fails when the research does', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'leads-')), 'bad.csv');
  writeFileSync(file, 'first name,last name,company,domain,why\nMara,Lindqvist,Acme,not a domain,\n');
  const { code, output } = await demo(file);
  expect(code).toBe(1);
  expect(output).toContain('Failed: count_domain_emails: domain');
});
