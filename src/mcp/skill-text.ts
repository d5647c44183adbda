import { readFileSync } from 'node:fs';

/** The skill that is served, as its file says it. The build puts the text in this module's place. */
export const SKILL_TEXT = readFileSync(
  new URL('../../skills/snovio-lead-list/SKILL.md', import.meta.url),
  'utf8',
);
