import { z } from 'zod';
import { findProfile } from '../../src/snovio/flows/find-profile.ts';
import { inOneNote } from '../../src/snovio/flows/item-result.ts';
import { Prospect } from '../../src/snovio/shapes/prospect.ts';
import { moment, words } from '../../src/text/roles.ts';
import { defineTool } from '../../src/tool.ts';
import { validEmail } from '../shared/check.ts';
import { Credits, itemFacts, itemStatus } from '../shared/outputs.ts';
import { email, spending } from '../shared/params.ts';
import { fitObject } from '../shared/size.ts';

export const getProfileByEmail = defineTool({
  name: 'get_profile_by_email',
  title: 'Profile of an address owner',
  toolset: 'find',
  methods: ['POST /v1/get-profile-by-email'],
  effect: 'spend',
  credits: 'up to 1',
  description:
    "PAID: looks an unknown address up in Snov.io's database: its owner's name, jobs and profiles; up to 1 credit, free if nobody is known. People in YOUR lists: get_prospects_by_email, free.",
  input: z.object({ email, ...spending }),
  output: z.object({
    status: itemStatus.extract(['found', 'not_found']),
    prospect: Prospect.optional(),
    source: itemFacts.source,
    checkedAt: moment,
    note: words.optional(),
    credits: Credits,
  }),
  run: async ({ email, ...options }, { snovio, call }) => {
    const { answer, ...facts } = await findProfile(snovio, validEmail(email, 'email'), call, options);
    if (!answer.prospect) return { status: 'not_found' as const, ...facts };
    const { kept, note } = fitObject(answer.prospect);
    return { ...facts, status: 'found' as const, prospect: kept, note: inOneNote(facts.note, note) };
  },
});
