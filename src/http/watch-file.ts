import { statSync } from 'node:fs';

/** How often it is looked whether a file has changed, in milliseconds. */
const LOOK_EVERY_MS = 2000;

/**
 * Calls `onChange` when a file has changed. What changed since the call of this function is noticed.
 * @returns what ends it
 */
export function watchFile(path: string, onChange: () => void, everyMs = LOOK_EVERY_MS): () => void {
  let seen = versionOf(path);
  const look = () => {
    const now = versionOf(path);
    if (now === seen) return;
    seen = now;
    onChange();
  };
  const timer = setInterval(look, everyMs).unref();
  return () => clearInterval(timer);
}

/** Tells versions of a file apart; a file that is gone, or cannot be reached, is a version too. */
function versionOf(path: string): string {
  try {
    const { dev, ino, size, mtimeMs } = statSync(path);
    return [dev, ino, size, mtimeMs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
