import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MAIN } from './kit.ts';
import { charges, path, read, start, theSandbox, useRun, verify, write } from './run-kit.ts';

useRun();

const ROWS = 150;
const NOTE_LENGTH = 60_000;
const NOTE = 'x'.repeat(NOTE_LENGTH);
/** More than the ledger's files take, and less than all rows: two thirds of them are one chunk. */
const MOST_KIB = 7_500;

const hasUlimit = spawnSync('bash', ['-c', 'ulimit -f 1000']).status === 0;
if (!hasUlimit) console.warn('Not tested: bash sets no limit for the size of files here.');

test.skipIf(!hasUlimit)(
  'rows that do not fit on the disk: nothing paid is lost, and what to do is told',
  async () => {
    const lines = Array.from({ length: ROWS }, (_, i) => `valid${i}@norrland.example,${NOTE}`);
    write('in.csv', `email,note\n${lines.join('\n')}\n`);
    const args = ['verify_emails', '--csv', 'in.csv', '--out', 'out.csv', '--yes'];
    const limited = ['-c', `ulimit -f ${MOST_KIB}; exec "$0" "$@"`, process.execPath, MAIN];
    const { code, stderr } = await start(args, {}, ['bash', ...limited]).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Stopped: out.csv.part cannot be written any more: the system lets no file become larger',
    );
    const [, done, spent, open = '0'] =
      /(\d+) of 150 rows are done, credits spent: (\d+)(?:, and up to (\d+) more)?/.exec(stderr) ?? [];
    expect(Number(done)).toBeLessThan(ROWS);
    expect(Number(spent)).toBeLessThanOrEqual(charges());
    expect(Number(spent) + Number(open)).toBeGreaterThanOrEqual(charges());
    expect(stderr).toMatch(
      /The same command goes on .*\n {2}\S.* run verify_emails --csv in\.csv --out out\.csv --yes\n/,
    );
    expect(statSync(path('out.csv.part')).size).toBeLessThanOrEqual(MOST_KIB * 1024);

    expect(await verify('--yes')).toMatchObject({ code: 0 });
    const items = theSandbox().charges.map(({ item }) => item);
    expect(items).toHaveLength(new Set(items).size);
    expect(items).toHaveLength(ROWS);
    // Not the lines themselves, of which a failure would show megabytes.
    const written = read('out.csv').split('\n').slice(1, -1);
    expect(written.map((line, i) => line.startsWith(`${lines[i]},valid,`))).toEqual(lines.map(() => true));
  },
  120_000,
);
