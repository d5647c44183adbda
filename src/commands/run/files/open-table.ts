import { open } from 'node:fs/promises';
import { SnovioError } from '../../../errors.ts';
import { openCsv } from './csv/csv-table.ts';
import type { ReadOptions, Table } from './table.ts';

/** What the kind of a file is told by. */
const START_BYTES = 64 * 1024;

/**
 * Opens the user's file and reads it through.
 * @throws SnovioError `invalid_input` when it cannot be read, is of a kind that is not read, is broken or empty
 * @throws ConfigError when something about it is not certain, and nobody can be asked
 */
export async function openTable(path: string, options: ReadOptions): Promise<Table> {
  const start = await startOf(path);
  return openCsv(path, start, options);
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(cause => {
    throw new SnovioError('invalid_input', {
      message: `${path} cannot be read (${errorCode(cause)}).`,
      cause,
    });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new SnovioError('invalid_input', {
      message: `${path} cannot be read (${errorCode(cause)}).`,
      cause,
    });
  } finally {
    await file.close();
  }
}

function errorCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
}
