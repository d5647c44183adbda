import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'snovio-mcp-bench-'));
const dist = join(import.meta.dirname, '..', '..', 'dist');

process.once('exit', () => rmSync(root, { recursive: true, force: true }));

let made = 0;

/** A new empty directory on disk, gone at the end of the bench. */
export function directory(name: string): string {
  const path = join(root, `${name}-${++made}`);
  // As the server wants it, which warns of a folder that others can read.
  mkdirSync(path, { mode: 0o700 });
  return path;
}

let copied: string | undefined;

/** The built program: a copy, so that a build during the bench changes nothing. */
export function program(): string {
  copied ??= copy();
  return join(copied, 'main.js');
}

function copy(): string {
  const path = directory('dist');
  cpSync(dist, path, { recursive: true });
  markAsModules(path);
  return path;
}

/** Node looks for the kind of its modules beside or above them. */
export function markAsModules(path: string): void {
  writeFileSync(join(path, 'package.json'), '{"type":"module"}\n');
}
