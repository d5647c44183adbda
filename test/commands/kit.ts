import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The built command line. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
