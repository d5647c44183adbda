import type { Tool } from '../../src/tool.ts';
import { revealPeople } from './reveal-people.ts';
import { searchCompanies } from './search-companies.ts';
import { searchPeople } from './search-people.ts';

/** The tools of this toolset, in the order in which hosts list them. */
export const databaseTools = [searchPeople, revealPeople, searchCompanies] as const satisfies readonly Tool[];
