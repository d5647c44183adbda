import type { Person } from '../database/people.ts';

/** Whether somebody's job title contains one of these, in any case; everybody's does when there are none. */
export function holdsPosition(person: Person | undefined, positions: string[]): boolean {
  const title = person?.position.toLowerCase() ?? '';
  return positions.length === 0 || positions.some(position => title.includes(position.toLowerCase()));
}
