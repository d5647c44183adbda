import type { Environment } from '../../../config/settings.ts';

/**
 * A reference to a variable: of most hosts, with a default as Claude Code knows it, and of Gemini CLI. The
 * lengths are bounded, so that no text takes quadratic time.
 */
const REFERENCE = /\$\{(?:env:)?([A-Za-z_]\w{0,100})(?::-([^${}]{0,1000}))?\}|\$([A-Za-z_]\w*)/g;

/** A text with its references resolved, and the variables that are not set; references to those stay. */
export function resolved(text: string, env: Environment): { value: string; unset: string[] } {
  const unset: string[] = [];
  const value = text.replace(REFERENCE, (reference, braced, fallback, plain) => {
    const variable = braced ?? plain;
    const found = env[variable] || fallback;
    if (!found) unset.push(variable);
    return found || reference;
  });
  return { value, unset };
}

/** Whether a text is one that the host asks its user for. */
export function isAskedFor(text: string): boolean {
  return text.includes('${input:');
}
