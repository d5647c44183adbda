import type { Log } from '../log.ts';
import { openToOthers } from '../spending/sqlite/state-files.ts';

/** Says where a server starts that others on this machine can use its state directory. */
export function tellIfOpen(stateDir: string, log: Pick<Log, 'warn'>): void {
  const danger = openToOthers(stateDir);
  if (danger) log.warn(`${danger.text} ${danger.remedy}`);
}
