import { SnovioError } from '../../src/errors.ts';
import { normaliseName } from '../../src/snovio/shapes/normalise.ts';
import { plainLine } from '../../src/text/line.ts';
import type { Age } from './cached-reads.ts';
import { filled, given, invalid } from './check.ts';

/** How many ids of the same name are told. */
const MOST_IDS = 20;

/** A kind of thing that the account names. */
interface Source {
  argument: string;
  kind: string;
  /** The tool that lists all of them. */
  lister: string;
  load(age: Age): Promise<{ id: string; name: string | undefined }[]>;
}

/**
 * The id of a thing from its id or exact name. Digits are an id and are not looked up. A name that is not remembered
 * may be new: it is looked for once more.
 * @throws SnovioError `invalid_input`, `not_found`
 */
export async function resolve(text: string, source: Source): Promise<string> {
  const wanted = filled(text, source.argument);
  // Leading zeros would be lost upstream, but not where ids are compared here.
  if (/^\d+$/.test(wanted)) return wanted.replace(/^0+(?=\d)/, '');
  // Names are compared as answers show them.
  const key = normaliseName(plainLine(wanted));
  const named = (rows: { id: string; name: string | undefined }[]) =>
    rows.filter(({ name }) => name !== undefined && normaliseName(name) === key);
  const known = named(await source.load('kept'));
  const found = known.length > 0 ? known : named(await source.load('fresh'));
  const [first, ...others] = found;
  if (first && others.length === 0) return first.id;
  const ids = found.slice(0, MOST_IDS).map(({ id }) => id);
  if (first) {
    throw invalid(
      source.argument,
      `${found.length} of your ${source.kind}s have this name (ids ${ids.join(', ')}${found.length > ids.length ? '…' : ''}). Repeat with the id you mean.`,
      given(wanted),
    );
  }
  throw new SnovioError('not_found', {
    message: `There is no ${source.kind} of this name. ${source.lister} lists what exists.`,
    names: [given(wanted)],
  });
}
