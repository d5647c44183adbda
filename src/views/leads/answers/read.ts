import { recordOf } from '../../shared/values.ts';
import type { Arguments, Row } from '../row.ts';
import type { Answer, Reader } from './answer.ts';
import { askedPeople, readEmails } from './find-emails.ts';
import { readPeople } from './find-people.ts';
import { readPrepared } from './prepare-leads.ts';
import { readProspects } from './prospects.ts';
import { askedAddresses, readVerdicts } from './verify-emails.ts';

/** The tools whose answers are leads, and the field of an answer that holds them. */
const READERS = {
  find_people: { read: readPeople, field: 'leads' },
  prepare_leads: { read: readPrepared, field: 'totals' },
  find_emails: { read: readEmails, field: 'results' },
  verify_emails: { read: readVerdicts, field: 'results' },
  get_prospects_in_list: { read: readProspects, field: 'prospects' },
} as const satisfies Readonly<Record<string, { read: Reader; field: string }>>;

export type LeadsTool = keyof typeof READERS;

/**
 * The tool that a card belongs to.
 * @param name what the host says; not every host does, so that arguments and answer have to tell
 */
export function toolOf(name: unknown, args: Arguments, answer: Arguments): LeadsTool | undefined {
  const tools = Object.keys(READERS) as LeadsTool[];
  const said = tools.find(tool => tool === name);
  if (said) return said;
  const fitting = tools.filter(tool => Object.hasOwn(answer, READERS[tool].field));
  return fitting.find(tool => tool !== 'find_emails' || Object.hasOwn(args, 'people')) ?? fitting[0];
}

/** @returns undefined where this is no answer of the tool's */
export function readAnswer(tool: LeadsTool, answer: unknown, args: Arguments): Answer | undefined {
  const { read, field } = READERS[tool];
  const told = recordOf(answer);
  return Object.hasOwn(told, field) ? read(told, args) : undefined;
}

/** Whom a call is about, before it is answered. */
export function askedRows(args: Arguments): Row[] {
  return Object.hasOwn(args, 'people') ? askedPeople(args) : askedAddresses(args);
}
