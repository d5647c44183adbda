import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { nearest } from '../text/nearest.ts';
import { withNames } from '../text/quoted.ts';
import { lacks, leftOutByReadOnly, type Selectable, type Selection, withToolset } from './select-tools.ts';

/** Tools that an agent may call for, and what it is told of those that are not listed. */
export interface AbsentTools {
  /** The names of all tools, listed or not. */
  readonly names: readonly string[];
  /** Why a tool is not listed, and what lists it; undefined for those that are, or that nobody knows. */
  why(name: string): string | undefined;
}

export function absentTools(
  all: ReadonlyMap<string, Selectable>,
  listed: ReadonlySet<string>,
  selection: Selection & { readonly dynamicTools: boolean },
): AbsentTools {
  return {
    names: [...all.keys()],
    why: name => {
      const tool = all.get(name);
      if (!tool || listed.has(name)) return undefined;
      const setting = lacks(tool, selection);
      if (setting)
        return `It is of no use without ${setting}: the user has to set it in the server's settings first.`;
      if (selection.dynamicTools && tool.effect === 'read') return 'use_tool runs it: give it this name.';
      return leftOutByReadOnly(tool, selection)
        ? 'It changes data or spends credits, and this server is set to read only (SNOVIO_READ_ONLY): tell the user.'
        : `Its toolset ${tool.toolset} is off: the user has to add it to the server's settings first, SNOVIO_TOOLSETS=${withToolset(selection, tool)}`;
    },
  };
}

/** The name comes from an agent: the SDK would repeat it as it is, however long. */
export function unknownTool(name: string, absent?: AbsentTools): ProtocolError {
  const why = absent?.why(name);
  const meant = absent && why === undefined ? nearest(name, absent.names) : undefined;
  const question = meant === undefined ? [] : [`Did you mean ${meant}?`, absent?.why(meant) ?? ''];
  const message = ['There is no such tool here.', why ?? '', ...question].filter(Boolean).join(' ');
  return new ProtocolError(ProtocolErrorCode.InvalidParams, withNames(message, [{ what: 'tool', name }]));
}
