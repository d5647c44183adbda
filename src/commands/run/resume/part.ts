import { existsSync, rmSync } from 'node:fs';
import { SnovioError } from '../../../errors.ts';
import { ExclusiveFile } from './exclusive-file.ts';
import { PartRecord } from './part-record.ts';
import { refuseOtherSettings, type Settings } from './settings.ts';

/** The half-done output of earlier runs and of this one. */
export interface Part {
  readonly record: PartRecord;
  /** Removes a part that this process has begun and that holds nothing, so that it binds nobody. */
  discard(): void;
}

/** Checks that a part, if there is one, was begun as it is gone on with. @throws SnovioError `invalid_input` */
export function checkPart(part: string, settings: Settings): void {
  const known = existsSync(part) ? PartRecord.read(part) : undefined;
  if (known) refuseOtherSettings(part, known.settings, settings);
}

/**
 * Opens the record of a part that this process has locked, and checks that it was begun as it is gone on with.
 * @param part its path; it need not exist
 * @throws SnovioError `invalid_input` where it was begun with other settings
 */
export function openPart(part: string, settings: Settings): Part {
  const exists = existsSync(part);
  const known = exists ? PartRecord.read(part) : undefined;
  if (known) refuseOtherSettings(part, known.settings, settings);
  const record = known ?? PartRecord.begin(part, settings, exists);
  const discard = () => {
    // What earlier runs have asked for is known by their record alone.
    if (exists) return;
    record.remove();
    rmSync(part, { force: true });
  };
  return { record, discard };
}

/**
 * Locks a part for this process, and whatever becomes of it.
 * @throws SnovioError `invalid_input` where another process writes it
 */
export function lockPart(part: string): Disposable {
  const lock = take(`${part}.lock`, part);
  if (lock) return lock;
  const pid = PartRecord.read(part)?.pid;
  throw new SnovioError('invalid_input', {
    message:
      `Another run is writing ${part} just now${pid === undefined ? '' : ` (process ${pid})`}. ` +
      'Wait until it has ended, or choose another --out.',
  });
}

function take(path: string, part: string): ExclusiveFile | undefined {
  try {
    return ExclusiveFile.take(path);
  } catch (cause) {
    throw new SnovioError('invalid_input', { message: `${part} cannot be written.`, cause });
  }
}
