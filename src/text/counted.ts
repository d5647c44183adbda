/** A number of things: `1 row`, `2 rows`. @param thing one of them, whose plural ends in s */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
