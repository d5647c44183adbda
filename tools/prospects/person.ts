import { z } from 'zod';
import { hasCode, SnovioError, saidUpstream } from '../../src/errors.ts';
import { isEmptyObject, maybeFlag, maybeId } from '../../src/snovio/shapes/fields.ts';
import { normaliseDomain } from '../../src/snovio/shapes/normalise.ts';
import { messageOf } from '../../src/snovio/transport/answer.ts';
import type { Field } from '../../src/snovio/transport/request.ts';
import type { Check } from '../../src/snovio/write-once.ts';
import { visible } from '../../src/text/line.ts';
import type { Context } from '../../src/tool.ts';
import { given, invalid } from '../shared/check.ts';
import { checkCountry } from './countries.ts';
import { checkCustomFields } from './custom-fields.ts';

const optional = (description: string) => z.string().optional().describe(description);

/** What can be said about a prospect that is saved, besides the address. */
export const personFields = {
  fullName: optional('Full name'),
  firstName: optional('First name'),
  lastName: optional('Last name'),
  position: optional('Job title'),
  companyName: optional('Company'),
  companySite: optional('Company site'),
  country: optional('Country in English'),
  locality: optional('City or region'),
  phones: z.array(z.string()).max(20).optional().describe('Phone numbers'),
  socialLinks: z
    .strictObject({ linkedIn: optional('LinkedIn'), facebook: optional('Facebook'), x: optional('X') })
    .optional()
    .describe('Profile links'),
  customFields: z
    .array(
      z.strictObject({
        label: z.string().describe('Existing label'),
        value: z.string().describe('Dates: YYYY-MM-DD'),
      }),
    )
    .max(50)
    .optional()
    .describe('Custom fields'),
};

type Person = z.output<z.ZodObject<typeof personFields>>;

const TEXTS = ['fullName', 'firstName', 'lastName', 'position', 'companyName', 'locality'] as const;

/**
 * The form fields that say so upstream; what is left out or blank is not sent, so it overwrites nothing.
 * @param onUnfit hears of a field that Snov.io would not take, and that is left out then; undefined: it is thrown
 * @throws SnovioError `invalid_input`
 */
export async function personForm(
  person: Person,
  context: Context,
  onUnfit: (problem: SnovioError) => void = fail,
): Promise<Record<string, Field>> {
  const ifFits: Fit = read => {
    try {
      return read();
    } catch (error) {
      if (!hasCode(error, 'invalid_input')) throw error;
      onUnfit(error);
      return undefined;
    }
  };
  const texts = TEXTS.map(name => [name, visible(person[name] ?? '') || undefined] as const);
  const phones = person.phones?.map(visible).filter(Boolean);
  return {
    ...Object.fromEntries(texts),
    country: ifFits(() => countryOf(person.country)),
    companySite: ifFits(() => siteOf(person.companySite)),
    phones: phones?.length ? phones : undefined,
    socialLinks: socialLinksOf(person.socialLinks, ifFits),
    customFields: await checkCustomFields(customFieldsOf(person), context),
  };
}

/** Reads a field; undefined where it is left out. */
type Fit = <T>(read: () => T) => T | undefined;

function fail(problem: SnovioError): never {
  throw problem;
}

function customFieldsOf({ customFields = [] }: Person) {
  return customFields.map(({ label, value }) => ({ label, value: visible(value) }));
}

function countryOf(text: string | undefined): string | undefined {
  if (!text?.trim()) return undefined;
  const checked = checkCountry(text);
  if ('country' in checked) return checked.country;
  const meant = checked.nearest ? `Did you mean ${checked.nearest}?` : 'Write its English name.';
  throw invalid('country', `this is no country that Snov.io knows. ${meant}`, given(text));
}

/** Upstream wants the form `http://example.com` [A]. */
function siteOf(text: string | undefined): string | undefined {
  if (!text?.trim()) return undefined;
  if (normaliseDomain(text)) return withScheme(text);
  throw invalid(
    'companySite',
    'this is not a web site; give one such as https://acme.example, or leave it out.',
    given(text),
  );
}

function socialLinksOf(links: Person['socialLinks'], ifFits: Fit): Record<string, string> {
  // The reference takes `X` and `twitter` for X; answers say `twitter` [A][C:ref].
  const named = { linkedIn: links?.linkedIn, facebook: links?.facebook, twitter: links?.x };
  return Object.fromEntries(
    Object.entries(named).flatMap(([network, text]) => {
      const link = ifFits(() => linkOf(text));
      return link ? [[network, link]] : [];
    }),
  );
}

function linkOf(text: string | undefined): string | undefined {
  if (!text?.trim()) return undefined;
  if (normaliseDomain(text)) return withScheme(text);
  throw invalid(
    'socialLinks',
    'this is not a link; give one such as linkedin.com/in/mara-lindqvist, or leave it out.',
    given(text),
  );
}

function withScheme(link: string): string {
  const trimmed = link.trim();
  return /^https?:\/\//i.test(trimmed) ? trimmed : `https://${trimmed.replace(/^\/+/, '')}`;
}

/** `errors` is there on failure; its type is shown nowhere [A][B]. */
const UpstreamSaved = z
  .object({ id: maybeId, added: maybeFlag, updated: maybeFlag, errors: z.unknown().optional() })
  .refine(({ added, updated }) => added !== undefined || updated !== undefined);

/** What can become of a prospect that is saved. */
export const SAVED_STATUSES = ['added', 'updated', 'unchanged'] as const;

/** What has become of a prospect that was saved. */
export interface Saved {
  id?: string;
  status: (typeof SAVED_STATUSES)[number];
  /** What Snov.io had to say against it all the same. */
  reason?: string;
}

/** Adds one prospect to a list. @param check whether this may be done now @throws SnovioError, or what `check` throws */
export async function savePerson(
  form: Readonly<Record<string, Field>>,
  { snovio, call }: Context,
  check: Check,
): Promise<Saved> {
  const request = { method: 'POST', path: '/v1/add-prospect-to-list', form } as const;
  const { id, added, updated, errors } = await snovio.write(request, UpstreamSaved, call, check);
  const said = messageOf({ errors });
  if (!added && !updated && errors && !isEmptyObject(errors))
    throw new SnovioError('refused', { upstream: said });
  const status = added ? 'added' : updated ? 'updated' : 'unchanged';
  return { ...(id && { id }), status, ...(said && { reason: saidUpstream(said) }) };
}
