import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'rolldown/utils';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Found {
  /** From the repository's root. */
  readonly path: string;
  readonly source: string;
  readonly flags: string;
}

function sources(): string[] {
  return ['src', 'tools'].flatMap(folder =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`),
  );
}

/** The patterns of a file, and how often it makes one at run time. */
function read(path: string): { patterns: Found[]; made: number } {
  const patterns: Found[] = [];
  let made = 0;
  const visit = ({ callee }: { callee: object }) => {
    if ('name' in callee && callee.name === 'RegExp') made += 1;
  };
  const visitor = new Visitor({
    Literal(node) {
      if ('regex' in node) patterns.push({ path, source: node.regex.pattern, flags: node.regex.flags });
    },
    NewExpression: visit,
    CallExpression: visit,
  });
  visitor.visit(parseSync(path, readFileSync(root + path, 'utf8')).program);
  return { patterns, made };
}

/** Every source file of the program, with the regular expressions that stand in it. */
export const files = sources().map(path => ({ path, ...read(path) }));
export const patterns = files.flatMap(file => file.patterns);
