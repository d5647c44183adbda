import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { SnovioError } from '../../../../errors.ts';

/** The most that an entry may hold, in bytes: what claims more is no spreadsheet that a program opens. */
const LARGEST_ENTRY = 2 ** 31;
const MOST_ENTRIES = 10_000;

/** The entries of a zip file. */
export interface Archive {
  readonly path: string;
  readonly entries: ReadonlyMap<string, Entry>;
  open(entry: Entry): Promise<Readable>;
  /** The text of an entry; undefined where there is none of this name. */
  text(name: string): Promise<string | undefined>;
  close(): void;
}

/** The most that is read of an entry at once, in bytes. */
const LARGEST_TEXT = 64 * 2 ** 20;

/**
 * Opens a zip file. Entries never turn out longer than they say.
 * @throws SnovioError `invalid_input` when it is broken, encrypted or too large
 */
export async function openArchive(path: string): Promise<Archive> {
  const { openPromise } = await import('yauzl');
  const file = await openPromise(path, { lazyEntries: true, autoClose: false }).catch(cause => {
    throw brokenZip(path, cause);
  });
  const entries = await entriesOf(path, file);
  const open = (entry: Entry) =>
    file.openReadStreamPromise(entry).catch(cause => Promise.reject(brokenZip(path, cause)));
  return {
    path,
    entries,
    open,
    text: async name => {
      const entry = entries.get(name);
      if (!entry) return undefined;
      if (entry.uncompressedSize > LARGEST_TEXT) throw brokenZip(path);
      const chunks: Buffer[] = [];
      for await (const chunk of (await open(entry)) as AsyncIterable<Buffer>) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    },
    close: () => file.close(),
  };
}

async function entriesOf(path: string, file: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    if (file.entryCount > MOST_ENTRIES) throw new RangeError('too many entries');
    for await (const entry of file.eachEntry()) {
      if (entry.uncompressedSize > LARGEST_ENTRY || entry.isEncrypted()) throw new RangeError(entry.fileName);
      entries.set(entry.fileName, entry);
    }
    return entries;
  } catch (cause) {
    file.close();
    throw brokenZip(path, cause);
  }
}

/** What is told about a workbook that cannot be read. */
export function brokenZip(path: string, cause?: unknown): SnovioError {
  const message = `${path} is broken, protected by a password or too large for a workbook. Save it anew as XLSX or CSV UTF-8.`;
  return new SnovioError('invalid_input', { message, ...(cause !== undefined && { cause }) });
}
