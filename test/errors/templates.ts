import { type ESTree, parseSync, Visitor } from 'rolldown/utils';
import { read } from '../docs/pages.ts';
import { sourceFiles } from '../docs/sources.ts';

// The messages of all errors, as the sources write them: whoever adds one has to show it in messages.md.

/**
 * What a tool's errors are not made of: the errors of the command line, the service, the disk, the database, prompts and resources have
 * tests of their own, and the vocabulary explains words of answers.
 */
const ELSEWHERE =
  /^src\/(?:sandbox|commands|config|audit|http|client|views|spending\/(?:sqlite|postgres)|mcp\/prompts|mcp\/resources|text\/vocabulary)/;

/** Files all of whose sentences are about what is wrong. */
const ALL_ABOUT_ERRORS = [
  'src/mcp/argument-problems.ts',
  'src/spending/ceiling.ts',
  'tools/campaign-editor/step-rules.ts',
];

/** Calls and properties that take the words of an error. */
const CALLS = ['SnovioError', 'invalid', 'notAgreed', 'forbidden'];
const PROPERTIES = ['refusal', 'rule', 'consequence', 'begins', 'reason'];
/** Properties beside them that hold other words: for the person, or for comparison. */
const OTHERS = [
  ...[
    'text',
    'label',
    'actions',
    'action',
    'names',
    'path',
    'what',
    'cause',
    'question',
    'description',
    'title',
  ],
];

type Range = readonly [start: number, end: number];
type Node = { readonly start: number; readonly end: number };

const isIn = ([start, end]: Range, ranges: readonly Range[]) =>
  ranges.some(range => range[0] <= start && end <= range[1]);

/** What is read of a file. */
class Source {
  /** Where the words of errors stand. */
  readonly told: Range[] = [];
  readonly #others: Range[] = [];
  readonly #texts: { at: Range; text: string }[] = [];
  readonly #uses: { at: Range; name: string }[] = [];
  readonly #declared: { at: Range; name: string }[] = [];

  constructor(path: string) {
    const text = read(path);
    if (ALL_ABOUT_ERRORS.includes(path)) this.told.push([0, text.length]);
    const call = (node: ESTree.CallExpression | ESTree.NewExpression) => {
      const { callee } = node;
      if (callee.type === 'Identifier' && CALLS.includes(callee.name)) this.#add(this.told, node);
      const { property } = callee as Partial<ESTree.MemberExpression>;
      if (property?.type === 'Identifier' && property.name === 'describe') this.#add(this.#others, node);
    };
    new Visitor({
      CallExpression: call,
      NewExpression: call,
      Property: ({ key, value }) => {
        if (key.type !== 'Identifier') return;
        if (PROPERTIES.includes(key.name)) this.#add(this.told, value);
        if (OTHERS.includes(key.name)) this.#add(this.#others, value);
      },
      VariableDeclarator: node => {
        if (!('name' in node.id)) return;
        const { name } = node.id;
        this.#declared.push({ at: range(node), name });
        if (OTHERS.includes(name)) this.#add(this.#others, node);
        // The texts of all codes.
        if (path === 'src/errors.ts' && name === 'TEXTS') this.#add(this.told, node);
      },
      FunctionDeclaration: node => {
        if (node.id) this.#declared.push({ at: range(node), name: node.id.name });
      },
      Identifier: node => void this.#uses.push({ at: range(node), name: node.name }),
      Literal: node => {
        if (typeof node.value === 'string') this.#texts.push({ at: range(node), text: node.value });
      },
      TemplateLiteral: node => {
        const parts = node.quasis.map(({ value }) => value.cooked ?? '');
        this.#texts.push({ at: range(node), text: parts.join(GAP) });
      },
    }).visit(parseSync(path, text).program);
  }

  #add(ranges: Range[], node: Node): void {
    ranges.push(range(node));
  }

  /** The names that the words of errors are put together from. */
  used(): string[] {
    return this.#uses.filter(({ at }) => isIn(at, this.told)).map(({ name }) => name);
  }

  /** Adds what is declared under these names. @returns whether there was anything new */
  follow(names: ReadonlySet<string>): boolean {
    const found = this.#declared.filter(({ at, name }) => names.has(name) && !isIn(at, this.told));
    this.told.push(...found.map(({ at }) => at));
    return found.length > 0;
  }

  sentences(): string[] {
    const words = this.#texts.filter(({ at }) => isIn(at, this.told) && !isIn(at, this.#others));
    return words.map(({ text }) => text).filter(isSentence);
  }
}

/** Stands where a template has a value. */
const GAP = '\u0000';

function range({ start, end }: Node): Range {
  return [start, end];
}

/** Two words and a sign, at least: names of tools and paths are none. */
function isSentence(text: string): boolean {
  const words = text.replaceAll(GAP, ' ').split(/\s+/);
  return words.filter(word => /^\p{L}/u.test(word)).length > 2 && !/^[/.]|^[A-Z]+ \//.test(text);
}

const isConstant = (name: string) => /^[A-Z][A-Z_]+$/.test(name);

/** Every message, with the file in which it stands. */
export function messageTemplates(): { path: string; text: string; pattern: RegExp }[] {
  const paths = [...sourceFiles('src'), ...sourceFiles('tools')].filter(path => !ELSEWHERE.test(path));
  const sources = paths.map(path => ({ path, source: new Source(path) }));
  for (let isNew = true; isNew; ) {
    const constants = sources.flatMap(({ source }) => source.used()).filter(isConstant);
    isNew = sources
      .map(({ source }) => source.follow(new Set([...source.used(), ...constants])))
      .some(Boolean);
  }
  return sources.flatMap(({ path, source }) =>
    source.sentences().map(text => ({ path, text: text.replaceAll(GAP, '…'), pattern: patternOf(text) })),
  );
}

function patternOf(text: string): RegExp {
  const parts = text
    .trim()
    .split(GAP)
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*?'), 's');
}
