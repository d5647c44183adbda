import type { Resource } from '@modelcontextprotocol/server';
import {
  type SkillReadResult,
  type SkillSource,
  SkillsExtension,
  skillEntry,
} from '@modelcontextprotocol/server/ext/skills';
import { FOR_AN_HOUR } from './resources/resource.ts';

/** The folder of the skill in the package, which is its name as well. */
const FOLDER = 'snovio-lead-list';
export const SKILL_URI = `skill://${FOLDER}/SKILL.md`;
const MIME_TYPE = 'text/markdown';

/** The tools that the skill leads through: it is served where all of them are. */
export const SKILL_TOOLS: readonly string[] = [
  'get_balance',
  'get_user_lists',
  'create_prospect_list',
  'find_people',
  'prepare_leads',
  'save_prospects',
  'get_prospects_in_list',
];

/** The text and its entry are made when they are first wanted: most connections never read them. */
const text = async () => (await import('./skill-text.ts')).SKILL_TEXT;
let entry: ReturnType<typeof makeEntry> | undefined;

async function makeEntry() {
  return skillEntry(FOLDER, { 'SKILL.md': await text() });
}

function knownEntry() {
  entry ??= makeEntry();
  return entry;
}

const source: SkillSource = {
  list: async () => ({ skills: [await knownEntry()] }),
  get: async uri => (uri === SKILL_URI ? knownEntry() : undefined),
  read: readSkill,
};

/** The skill for agents, as SEP-2640 serves it. One extension for all server instances. */
export const skills = new SkillsExtension({ source, cacheHint: FOR_AN_HOUR });

/** The file of the skill at this address; undefined if there is none. */
export async function readSkill(uri: string): Promise<SkillReadResult | undefined> {
  return uri === SKILL_URI ? { text: await text(), mimeType: MIME_TYPE } : undefined;
}

/** How the skill stands among the resources, for hosts that know no skills. */
export async function skillResource(): Promise<Resource> {
  const { frontmatter } = await knownEntry();
  return {
    uri: SKILL_URI,
    name: FOLDER,
    title: 'From a question to a verified list',
    description: frontmatter.description,
    mimeType: MIME_TYPE,
  };
}
