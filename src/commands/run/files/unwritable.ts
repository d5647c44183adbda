import { dirname, resolve } from 'node:path';
import { SnovioError } from '../../../errors.ts';

/** What the system says where there is no room, or no permission, for what is written, and what helps. */
const PROBLEMS: Readonly<Record<string, (folder: string) => string>> = {
  ENOSPC: folder => `the disk is full. Free some space in ${folder}`,
  EDQUOT: folder => `your share of the disk is used up. Free some space in ${folder}`,
  EFBIG: () => 'the system lets no file become larger (ulimit -f, or the file system of the disk)',
  EROFS: folder => `the disk can only be read (${folder})`,
  EIO: folder => `the disk does not answer (${folder})`,
};

/** An output that the system lets nobody write any more, in the middle of a run. */
export class UnwritableError extends SnovioError {
  constructor(path: string, problem: string, cause: unknown) {
    super('invalid_input', { message: `${path} cannot be written any more: ${problem}.`, cause });
  }
}

/** Writes to a file. @throws UnwritableError where the disk is full and the like; else what `write` throws */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const problem = PROBLEMS[code]?.(dirname(resolve(path)));
    throw problem ? new UnwritableError(path, problem, error) : error;
  }
}
