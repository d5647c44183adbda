import {
  type CompleteRequestParams,
  type CompleteResult,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { SnovioError } from '../errors.ts';
import { normaliseName } from '../snovio/shapes/normalise.ts';
import { withNames } from '../text/quoted.ts';
import type { Prompts } from './prompts/prompts.ts';
import { allRows, type Kind, type Row } from './resources/all-rows.ts';
import { type ReadingOptions, withReader } from './resources/reading.ts';
import type { Resources } from './resources/resources.ts';
import type { ToolReader } from './resources/tool-reader.ts';

/** As many as an answer may hold, by the protocol. */
const MOST_VALUES = 100;
/** Whoever types does not wait longer. What comes later is there for the next key. */
const WAIT_SECONDS = 3;

/** A value to choose, and the words by which it is found. */
interface Choice {
  readonly value: string;
  readonly words: readonly string[];
}

/** Completes what a person types: ids of lists and campaigns by name, names of both, and names of tools. */
export class Completions {
  readonly #resources: Resources;
  readonly #prompts: Prompts;
  readonly #options: ReadingOptions;

  constructor(resources: Resources, prompts: Prompts, options: ReadingOptions) {
    this.#resources = resources;
    this.#prompts = prompts;
    this.#options = { ...options, waitSeconds: WAIT_SECONDS };
  }

  /** @throws ProtocolError where there is no such prompt or resource; what cannot be read completes to nothing */
  async complete({ ref, argument }: CompleteRequestParams, ctx: ServerContext): Promise<CompleteResult> {
    const choices =
      ref.type === 'ref/prompt'
        ? await this.#namesFor(ref.name, argument.name, ctx)
        : await this.#idsFor(ref.uri, ctx);
    const found = fittingOf(choices, argument.value);
    const values = found.slice(0, MOST_VALUES);
    return { completion: { values, total: found.length, hasMore: found.length > values.length } };
  }

  /** For a prompt: names, since a person reads them; the id where two things have the same name. */
  async #namesFor(prompt: string, argument: string, ctx: ServerContext): Promise<Choice[]> {
    if (!this.#prompts.list.some(({ name }) => name === prompt))
      throw unknown('There is no such prompt here.', 'prompt', prompt);
    const kind = this.#prompts.argument(prompt, argument)?.completes;
    if (!kind) return [];
    const rows = await this.#rows(kind, ctx);
    const keys = rows.map(({ name = '' }) => normaliseName(name));
    return rows.flatMap(({ id, name }, index) => {
      if (!name) return [];
      const isOnly = keys.indexOf(keys[index] ?? '') === keys.lastIndexOf(keys[index] ?? '');
      return [{ value: isOnly ? name : id, words: [name] }];
    });
  }

  /** For an address: ids, found by name. */
  async #idsFor(uri: string, ctx: ServerContext): Promise<Choice[]> {
    // An address without a variable is a valid question, and has nothing to complete.
    if (this.#resources.list.some(resource => resource.uri === uri)) return [];
    const kind = this.#resources.completes(uri);
    if (!kind) throw unknown('There is no such resource template here.', 'template', uri);
    if (kind === 'tools') return this.#resources.toolNames.map(name => ({ value: name, words: [name] }));
    const rows = await this.#rows(kind, ctx);
    return rows.map(({ id, name }) => ({ value: id, words: name ? [id, name] : [id] }));
  }

  async #rows(kind: Kind, ctx: ServerContext): Promise<Row[]> {
    try {
      const read = (tools: ToolReader) => allRows(tools, kind, 'kept');
      return await withReader('completion/complete', ctx, this.#options, read);
    } catch (error) {
      if (error instanceof SnovioError) return [];
      throw error;
    }
  }
}

/** The values whose words hold the text, those first that begin with it. Letter case does not matter. */
function fittingOf(choices: readonly Choice[], text: string): string[] {
  const wanted = normaliseName(text);
  const places = choices.map(({ value, words }) => {
    const found = words.map(word => normaliseName(word).indexOf(wanted)).filter(place => place >= 0);
    return { value, place: found.length > 0 ? Math.min(...found) : -1 };
  });
  const fitting = places.filter(({ place }) => place >= 0);
  return [...fitting.filter(({ place }) => place === 0), ...fitting.filter(({ place }) => place > 0)].map(
    ({ value }) => value,
  );
}

function unknown(message: string, what: string, name: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, withNames(message, [{ what, name }]));
}
