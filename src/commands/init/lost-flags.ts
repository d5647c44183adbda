/**
 * The flags that a server's entry had and has no more, with their values: a limit that silently goes costs money.
 * @param before the entry, and `after` it was edited
 */
export function lostFlags(before: object, after: object): string[] {
  const [old, kept] = [before, after].map(flagsIn);
  return [...(old ?? [])].flatMap(([flag, words]) => (kept?.has(flag) ? [] : [words]));
}

/** Each flag of an entry, with the words that follow it. */
function flagsIn(entry: { args?: unknown }): Map<string, string> {
  const args = Array.isArray(entry.args) ? entry.args.map(String) : [];
  // Its flags are no settings of this program.
  if (args.includes('mcp-remote')) return new Map();
  const found = new Map<string, string>();
  for (const [index, word] of args.entries()) {
    const next = args[index + 1];
    const [flag = word] = word.split('=', 1);
    if (word.startsWith('--')) found.set(flag, next?.startsWith('-') === false ? `${word} ${next}` : word);
  }
  return found;
}
