import type { Effect, Tool } from '../tool.ts';

const HINTS: Record<Effect, { readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean }> = {
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
  // Idempotent thanks to the ledger: the same question is not paid for twice.
  spend: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
  write: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  destructive: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
};

/** The hints of MCP about a tool. They all follow from `effect`, so that they cannot contradict each other. */
export function annotations({ effect, sends }: Pick<Tool, 'effect' | 'sends'>) {
  return { ...HINTS[effect], ...(sends && { destructiveHint: true }), openWorldHint: true };
}
