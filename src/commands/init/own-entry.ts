type Entry = Readonly<Record<string, unknown>>;

/** The package in a command line, with a version or without. */
const PACKAGE = /^snovio-mcp(?:@[\w.^~-]+)?$/;

/** Whether a server of a host's file is this program, by its name or by what it starts. */
export function isOwnEntry(name: string, { command, args }: Entry): boolean {
  const words = wordsOf(args);
  return (
    /^snovio/i.test(name) ||
    [String(command), ...words].some(word => PACKAGE.test(word)) ||
    [String(command), ...words.slice(0, 1)].some(isOwnPath)
  );
}

/** Whether a path leads to the package's program, or to the main file of a checkout or an installation. */
function isOwnPath(path: string): boolean {
  const folders = path.split(/[\\/]/);
  const file = folders.pop() ?? '';
  if (folders.length === 0) return false;
  return /^snovio-mcp(?:\.cmd)?$/.test(file) || (file === 'main.js' && folders.includes('snovio-mcp', 1));
}

/** The texts of a list; none where it is no list. */
export function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(word => typeof word === 'string') : [];
}
