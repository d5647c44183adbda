import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type Resource,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { SkillReadResult } from '@modelcontextprotocol/server/ext/skills';
import { z } from 'zod';
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
  const { skillEntry } = await import('@modelcontextprotocol/server/ext/skills');
  return skillEntry(FOLDER, { 'SKILL.md': await text() });
}

function knownEntry() {
  entry ??= makeEntry();
  return entry;
}

const Params = z.looseObject({ uri: z.string().optional() });

/**
 * Serves the skill on an instance, as SEP-2640 says. The SDK's own extension does the same, but its schemas are made when
 * it is loaded, which every start would wait for; here it is loaded with the first request, and makes the entry.
 */
export function serveSkills({ server }: McpServer): void {
  const hint = (ctx: ServerContext) => (ctx.mcpReq.envelope ? FOR_AN_HOUR : {});
  server.registerCapabilities({ extensions: { 'io.modelcontextprotocol/skills': {} } });
  server.setRequestHandler('skills/list', { params: Params }, async (_, ctx) => ({
    skills: [await knownEntry()],
    ...hint(ctx),
  }));
  server.setRequestHandler('skills/get', { params: Params }, async ({ uri }, ctx) => {
    if (uri === SKILL_URI) return { skill: await knownEntry(), ...hint(ctx) };
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'No skill is served at this address.');
  });
}

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
