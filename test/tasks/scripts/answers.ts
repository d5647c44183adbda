import type { Agent } from '../host/agent.ts';

// How a script reads answers: the only file here that knows the names of their fields.

/** An object of an answer. */
export type Data = Readonly<Record<string, unknown>>;

/** Calls a tool. @throws Error with the tool's own words if it fails */
export async function ask(agent: Agent, tool: string, args: object = {}): Promise<Data> {
  const { value, text, isError } = await agent.call(tool, args);
  if (isError || typeof value !== 'object' || value === null) throw new Error(`${tool}: ${text}`);
  return value as Data;
}

/** The rows under a key; none where the key is missing. */
export function rows(data: Data, key: string): Data[] {
  const value = data[key];
  return Array.isArray(value) ? (value as Data[]) : [];
}

/** A text or number of a row; empty where it is missing. */
export function field(row: Data, key: string): string {
  const value = row[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The addresses of a person: `email`, or those in `emails`. */
export function addressesOf(row: Data): string[] {
  const own = field(row, 'email');
  if (own) return [own];
  const listed = row.emails;
  if (!Array.isArray(listed)) return [];
  return listed.map(each => (typeof each === 'string' ? each : field(each as Data, 'email')));
}

/** The first address of a person. @throws Error if there is none */
export function addressOf(row: Data): string {
  const [email] = addressesOf(row);
  if (email === undefined) throw new Error(`No address: ${JSON.stringify(row)}`);
  return email;
}

/** A person as `save_prospects` takes it. */
export function prospectOf(row: Data): object {
  const names = { firstName: field(row, 'firstName'), lastName: field(row, 'lastName') };
  return { email: addressOf(row), ...(names.lastName ? names : {}) };
}

/** Those of a flow's results that have one of these statuses. */
export function withStatus(answer: Data, ...statuses: string[]): Data[] {
  return rows(answer, 'results').filter(row => statuses.includes(field(row, 'status')));
}

/** How many items a flow has not begun. */
export function countNotRun(answer: Data): number {
  const grouped = rows(answer, 'not_run').reduce((sum, group) => sum + rows(group, 'items').length, 0);
  return grouped + withStatus(answer, 'not_run').length;
}

/** What a call has paid now, in credits. */
export function paidNow(answer: Data): number {
  return Number((answer.credits as Data | undefined)?.spent ?? 0);
}
