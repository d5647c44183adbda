/** The first address, its status, and the other addresses separated by blanks. */
export function addressCells(emails: unknown): (string | undefined)[] {
  const [first, ...others] = listOf(emails).map(recordOf);
  return [textOf(first?.email), textOf(first?.status), others.map(other => textOf(other.email)).join(' ')];
}

/** The reason of a result, else that of its first address: why the verifier cannot tell, such as `catchall`. */
export function reasonCell(reason: string | undefined, emails: unknown): string | undefined {
  return reason ?? textOf(recordOf(listOf(emails)[0]).reason);
}

/** Texts only: everything else is an empty cell. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An empty list for everything else. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An empty object for everything else. */
export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
