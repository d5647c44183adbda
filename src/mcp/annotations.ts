import type { Tool } from '../tool.ts';

/**
 * The hints of MCP about a tool. They all follow from `effect`, so that they cannot contradict each other.
 *
 * `destructiveHint` says that a tool *may* destroy something, and true is MCP's default for whatever is not read-only.
 * Directories want one of the two hints on each tool: Anthropic's guide for local servers asks for
 * `destructiveHint: true` wherever data is modified, created or sent. What is paid, saved or mailed cannot be taken back
 * either, so a host is right to ask first.
 */
export function annotations({ effect }: Pick<Tool, 'effect'>) {
  const readOnlyHint = effect === 'read';
  return {
    readOnlyHint,
    destructiveHint: !readOnlyHint,
    // A payment is not repeated: the ledger answers the same question.
    idempotentHint: effect !== 'write',
    openWorldHint: true,
  };
}
