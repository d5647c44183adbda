import type { Tool } from '../../src/tool.ts';
import { addProspectToList } from './add-prospect-to-list.ts';
import { createProspectList } from './create-prospect-list.ts';
import { getProspectById } from './get-prospect-by-id.ts';
import { getProspectCustomFields } from './get-prospect-custom-fields.ts';
import { getProspectsByEmail } from './get-prospects-by-email.ts';
import { getProspectsInList } from './get-prospects-in-list.ts';
import { getUserLists } from './get-user-lists.ts';
import { saveProspects } from './save-prospects.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const prospectsTools = [
  saveProspects,
  addProspectToList,
  getProspectById,
  getProspectsByEmail,
  getProspectCustomFields,
  getUserLists,
  getProspectsInList,
  createProspectList,
] as const satisfies readonly Tool[];
