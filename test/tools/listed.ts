import type { Tool } from '@modelcontextprotocol/client';
import { startHarness } from '../harness.ts';
import type { Schema } from './schemas.ts';

/** A tool as a client is shown it. */
export interface Listed {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: Schema;
  readonly outputSchema: Schema;
  readonly annotations: NonNullable<Tool['annotations']>;
}

/**
 * What a client is shown by a server with these toolsets.
 * @param toolsets as `SNOVIO_TOOLSETS` takes them
 * @param env other settings
 */
export async function listedBy(toolsets: string, env: Record<string, string> = {}): Promise<Listed[]> {
  await using h = await startHarness({ env: { SNOVIO_TOOLSETS: toolsets, ...env } });
  const { tools } = await h.client.listTools();
  // Through JSON, since the client keeps properties that were not sent as undefined ones.
  return JSON.parse(JSON.stringify(tools));
}
