import type { Environment } from '../../../config/settings.ts';
import type { Host, ReferenceForm } from '../../init/hosts.ts';
import { type Problem, toComeFrom } from './problem.ts';

/**
 * A reference to a variable in any form, with a default as Claude Code knows it. The lengths are bounded, so that no text takes
 * quadratic time.
 */
const REFERENCE = /\$\{(env:)?([A-Za-z_]\w{0,100})(?::-([^${}]{0,1000}))?\}|\$([A-Za-z_]\w*)/g;

/** What a host makes of a text with references, as far as this environment tells. References that lead nowhere stay. */
export function filledIn(
  name: string,
  text: string,
  env: Environment,
  host: Pick<Host, 'title' | 'expands'>,
): { value: string; problems: Problem[] } {
  const problems: Problem[] = [];
  const whole = text.trim().replace(/^bearer\s+/i, '');
  const value = text.replace(REFERENCE, (reference, isEnv, braced, fallback, plain) => {
    const variable = braced ?? plain;
    const form: ReferenceForm = isEnv ? 'env' : braced ? 'plain' : 'dollar';
    if (!host.expands.includes(form)) {
      // Within other text it is none: secrets may hold such characters.
      if (whole === reference) problems.push(notFilledIn(name, variable, host));
      return reference;
    }
    const found = env[variable] || fallback;
    if (!found) problems.push(toComeFrom(name, variable));
    return found || reference;
  });
  return { value, problems };
}

/** A value that is a reference in a form that the host hands on as it stands. */
function notFilledIn(
  name: string,
  variable: string,
  { title, expands: [form] }: Pick<Host, 'title' | 'expands'>,
): Problem {
  const right =
    form && { plain: `\${${variable}}`, env: `\${env:${variable}}`, dollar: `$${variable}` }[form];
  const say = right
    ? `Write the reference as ${right}, which ${title} fills in.`
    : `${title} fills in no references there: put the value itself in its place.`;
  return { text: `${name} is a reference that ${title} does not fill in`, mend: { say } };
}

/** Whether a text is one that the host asks its user for. */
export function isAskedFor(text: string): boolean {
  return text.includes('${input:');
}
