import { z } from 'zod';
import { plainLine, plainLines, withoutHidden } from './line.ts';

// What a text in a tool's answer is: answers are cleaned by it (src/mcp/clean-answer.ts). Every text of an output schema is one of these.

/** Makes a text fit to leave; undefined: it has not the form that it should have, and is left out. */
type Clean = (text: string) => string | undefined;

/** The roles of texts in output schemas. */
export const ROLES = z.registry<{ clean: Clean }>();

const LONGEST_GIVEN = 2048;

/** A text that is cleaned so when it leaves. */
export function role(clean: Clean): z.ZodString {
  return z.string().register(ROLES, { clean });
}

/** A text that has to match this form, and to hide nothing. Blanks around it do not matter. */
function formed(form: RegExp, most: number): z.ZodString {
  return role(spelt => {
    const text = spelt.trim();
    return text.length <= most && form.test(text) && withoutHidden(text) === text ? text : undefined;
  });
}

const LABEL = '[\\p{L}\\p{N}\\p{M}_](?:[\\p{L}\\p{N}\\p{M}\\p{Join_Control}_-]*[\\p{L}\\p{N}\\p{M}])?';
const HOST = `${LABEL}(?:\\.${LABEL})+\\.?`;
const LOCAL_PART = '[^\\s@"(),:;<>[\\\\\\]\\p{Cc}]{1,64}';

/** A short fact that somebody wrote: a name, a title, a place, a status. One line of at most 200 characters. */
export const fact = role(text => plainLine(text));

/** What stood in the call's arguments, in its own spelling: blanks around it stay, so that it is found again. */
export const given = role(text => {
  const line = plainLine(text, LONGEST_GIVEN);
  const isPlain = text.length <= LONGEST_GIVEN && line === text.trim() && !/[^\S ]/.test(text);
  return isPlain ? text : line;
});

/** Words of our own. What they quote is cleaned already. */
export const words = role(text => plainLine(text, 2000));

/** What somebody wrote at length; only for fields named `untrustedText`. */
export const message = role(plainLines);

/** An id: digits, Base64, or a hash, which may be longer. */
export const id = formed(/^(?:[\w+/=-]{1,64}|[\da-f]+)$/i, 256);

/** A place in a listing, as this server gives it out. */
export const cursor = formed(/^[\w-]+$/, 2000);

/** ISO 8601. */
export const moment = formed(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?$/, 32);

/** An e-mail address, also an internationalised one. */
export const address = formed(new RegExp(`^${LOCAL_PART}@${HOST}$`, 'u'), 320);

/** A domain. */
export const domainName = formed(new RegExp(`^${HOST}$`, 'u'), 253);

/** An address, or a domain that stands for all of its addresses. */
export const addressOrDomain = formed(new RegExp(`^(?:${LOCAL_PART}@)?${HOST}$`, 'u'), 320);

/** A link to a page, with its scheme or without. It is not a link of Markdown, which may show one target and have another. */
export const link = formed(
  new RegExp(
    `^(?!.*\\]\\()(?:https?://)?(?:${HOST}|localhost|\\[[\\da-f:.]+\\])(?::\\d{1,5})?(?:[/?#][^\\s<>"\`\\\\\\p{Cc}]*)?$`,
    'iu',
  ),
  2048,
);
