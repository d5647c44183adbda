import fc from 'fast-check';
import { violationsOf } from './check.ts';
import type { Violation } from './invariants.ts';
import { type Scenario, scenarios, type ToolName } from './scenario.ts';

/** A broken promise, with the smallest scenario that was found to break it. */
export interface Finding extends Violation {
  /** The seed of the search that found it. */
  readonly seed: number;
  readonly scenario: Scenario;
}

export interface SearchOptions {
  /** Told of each finding as soon as it is shrunk. */
  readonly onFound?: (finding: Finding) => void;
  /** Acts of the adversary that do not happen: one that always breaks something hides the others. */
  readonly without?: readonly string[];
  /** Tools to keep to; none: any. */
  readonly only?: readonly ToolName[];
}

/**
 * Runs random scenarios; each kind of violation is shrunk and told once.
 * @param runs how many scenarios, shrinking aside
 * @param seed the same seed gives the same scenarios
 */
export async function search(
  runs: number,
  seed: number,
  options: SearchOptions = {},
): Promise<{ runs: number; found: Finding[] }> {
  const found: Finding[] = [];
  const known = new Set<string>();
  let executed = 0;
  for (let left = runs; left > 0; ) {
    const start = seed + found.length;
    const { finding, numRuns } = await first({ ...options, numRuns: left, seed: start }, known, () => {
      executed += 1;
    });
    left -= Math.max(1, numRuns);
    if (!finding) break;
    known.add(finding.kind);
    found.push(finding);
    options.onFound?.(finding);
  }
  return { runs: executed, found };
}

/** A simulation that fails by itself is a finding too. */
function failed(error: unknown): Violation[] {
  return [
    { kind: 'the simulation failed', text: error instanceof Error ? String(error.stack) : String(error) },
  ];
}

/** The first scenario that breaks a promise of a kind not known yet, made small. */
async function first(
  { numRuns, seed, without, only }: SearchOptions & { numRuns: number; seed: number },
  known: ReadonlySet<string>,
  onRun: () => void,
): Promise<{ finding: Finding | undefined; numRuns: number }> {
  let kind: string | undefined;
  let last: Violation | undefined;
  const property = fc.asyncProperty(scenarios(without, only), async scenario => {
    onRun();
    const violations = await violationsOf(scenario).catch(failed);
    const hit = violations.find(({ kind: broken }) =>
      kind === undefined ? !known.has(broken) : broken === kind,
    );
    if (!hit) return;
    kind = hit.kind;
    last = hit;
    throw new Error(hit.kind);
  });
  const details = await fc.check(property, { seed, numRuns, endOnFailure: false });
  const [scenario] = details.counterexample ?? [];
  const finding = scenario && last && { ...last, seed, scenario };
  return { finding: finding || undefined, numRuns: details.numRuns };
}
