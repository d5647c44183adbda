import { open } from 'node:fs/promises';
import { ConfigError } from '../../../config/settings.ts';
import { SnovioError } from '../../../errors.ts';
import { openCsv } from './csv/csv-table.ts';
import { spoolStdin } from './stdin-file.ts';
import type { ReadOptions, Table } from './table.ts';

/** What the kind of a file is told by. */
const START_BYTES = 64 * 1024;

/**
 * Opens the user's file and reads it through.
 * @param source its path; `-` is stdin
 * @throws SnovioError `invalid_input` when it is of a kind that is not read, is broken or empty
 * @throws ConfigError when it cannot be read, or something about it is not certain, and nobody can be asked
 */
export async function openTable(source: string, options: ReadOptions): Promise<Table> {
  const path = source === '-' ? await spoolStdin() : source;
  const start = await startOf(path);
  if (!isZip(start)) {
    refuseOthers(path, start);
    if (options.sheet !== undefined) throw new ConfigError(`--sheet: ${path} is no XLSX file`);
    return openCsv(path, start, options);
  }
  const { openArchive } = await import('./xlsx/zip.ts');
  const { isWorkbook } = await import('./xlsx/workbook.ts');
  const archive = await openArchive(path);
  if (!isWorkbook(archive)) throw notRead(path, 'no XLSX workbook (perhaps .ods, .numbers or .xlsb)');
  const { openXlsx } = await import('./xlsx/xlsx-table.ts');
  return openXlsx(archive, options);
}

function isZip(start: Buffer): boolean {
  return start.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
}

/** Refuses what is neither a zip file nor text, by how it starts. */
function refuseOthers(path: string, start: Buffer): void {
  if (start.subarray(0, 4).toString('hex') === 'd0cf11e0') {
    throw notRead(path, 'an old Excel file (.xls), or protected by a password');
  }
  if (
    /^\s*<(!doctype|html|table|\?xml)/i.test(start.subarray(0, 200).toString('latin1').replace('ï»¿', ''))
  ) {
    throw notRead(path, 'a web page or XML, whatever it is called');
  }
}

function notRead(path: string, kind: string): SnovioError {
  const message = `${path} is ${kind}. Open it in a spreadsheet program and save it as XLSX or CSV UTF-8.`;
  return new SnovioError('invalid_input', { message });
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(cause => {
    throw new ConfigError(`--csv: ${path} ${openProblemOf(cause)}`);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new ConfigError(`--csv: ${path} ${openProblemOf(cause)}`);
  } finally {
    await file.close();
  }
}

function openProblemOf(cause: unknown): string {
  const code = errorCode(cause);
  return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
}
