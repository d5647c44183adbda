let given = 0;

/** So many addresses that nobody has asked about yet; the sandbox finds each of them valid. */
export function unknownAddresses(count: number): string[] {
  return Array.from({ length: count }, () => `bench.person${++given}@load.example`);
}

/** The answer of `verify_emails`, as far as the bench looks at it. */
export interface Verified {
  readonly results: readonly { email: string; status: string; source?: string }[];
  readonly not_run?: readonly { reason: string; items: readonly string[] }[];
  readonly pending: number;
}

/** @throws Error when an address did not get its answer: a wrong answer's time would mean nothing */
export function expectValid(answer: Verified, source?: string): Verified {
  const [idle] = answer.not_run ?? [];
  const wrong =
    idle ?? answer.results.find(one => one.status !== 'valid' || (source && one.source !== source));
  if (wrong) throw new Error(`Not the expected answer: ${JSON.stringify(wrong)}`);
  return answer;
}
