import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Sets what an earlier run has written aside, so that the output can be begun anew and nothing is lost.
 * @param out the output's path
 * @returns what was renamed to what, in words
 */
export function setAside(out: string): string[] {
  rmSync(`${out}.part.json`, { force: true });
  return [out, `${out}.part`].filter(existsSync).map(path => {
    const copy = freeName(path);
    renameSync(path, copy);
    return `${path} is kept as ${copy}.`;
  });
}

function freeName(path: string): string {
  for (let i = 1; ; i++) {
    const name = `${path}.old${i === 1 ? '' : i}`;
    if (!existsSync(name)) return name;
  }
}
