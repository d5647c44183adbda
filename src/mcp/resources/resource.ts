import type { CacheHint } from '@modelcontextprotocol/server';
import type { Toolset } from '../../tool.ts';
import type { ToolReader } from './tool-reader.ts';

/** A resource, or a family of resources that differ by one name at the end of their address. */
export interface ResourceDeclaration {
  readonly name: string;
  /** Such as `snovio://lists`, or `snovio://lists/{id}` for a family. */
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: 'application/json' | 'text/markdown';
  /** What the variable at its end names. */
  readonly completes?: 'lists' | 'campaigns' | 'tools';
  /** It is there where the tools of this toolset are. */
  readonly toolset?: Toolset;
  /** It is there where this tool is. */
  readonly tool?: string;
  /** How long hosts of the 2026 protocol may keep it, and whether for one account only. */
  readonly cacheHint: Required<CacheHint>;
}

/** A resource that is made of what free tools answer about an account. */
export interface AccountResource extends ResourceDeclaration {
  /**
   * @param given what stands in the place of the variable; empty where there is none
   * @throws SnovioError
   */
  read(tools: ToolReader, given: string): Promise<object>;
}

const SECONDS = 1000;

/** For what changes by itself: a host may show it again within the same minute. */
export const FOR_A_MINUTE = { ttlMs: 60 * SECONDS, cacheScope: 'private' } as const;
/** For what only another version or configuration of this server changes. */
export const FOR_AN_HOUR = { ttlMs: 3600 * SECONDS, cacheScope: 'public' } as const;
/** For what is good for one client only, while this process runs. */
export const NOT_KEPT = { ttlMs: 0, cacheScope: 'private' } as const;
