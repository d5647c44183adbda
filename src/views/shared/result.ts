import type { ToolResult } from './host.ts';
import { recordOf, textOf } from './values.ts';

/** What a tool has answered: its structured content, or the same as text where the host leaves that out. */
export function answerOf({ structuredContent, content }: ToolResult): Readonly<Record<string, unknown>> {
  if (structuredContent) return recordOf(structuredContent);
  try {
    return recordOf(JSON.parse(textIn({ content }) ?? ''));
  } catch {
    return {};
  }
}

/** The first text of a result, such as the words of a failure, as a line. */
export function wordsOf(result: ToolResult): string | undefined {
  return textOf(textIn(result), 4000);
}

/** The first text of a result, whatever it holds. */
export function textIn({ content }: Pick<ToolResult, 'content'>): string | undefined {
  return Array.isArray(content) ? content.find(({ type }) => type === 'text')?.text : undefined;
}
