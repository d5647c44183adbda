import { DetailedError } from '../usage/detailed-error.ts';
import { jsonProblem } from './json-problem.ts';

const HOW_TO_QUOTE = [
  `Quote it whole. sh, zsh, PowerShell 7: '{"limit":5}'; Windows PowerShell: '{\\"limit\\":5}'; cmd.exe: "{\\"limit\\":5}".`,
  'Or without quoting: --arg limit=5, @FILE for JSON from a file, - for JSON from stdin.',
];

/** Says where a text stops being JSON, and how to write it. @param source where it comes from, in words */
export function notJson(text: string, source: string): DetailedError {
  if (text.trim() === '') return new DetailedError(`${source}: empty, not JSON`, HOW_TO_QUOTE);
  const found = jsonProblem(text);
  if (!found) return new DetailedError(`${source}: not JSON`, HOW_TO_QUOTE);
  const { line, column, problem, excerpt } = found;
  return new DetailedError(`${source}: not JSON at line ${line}, column ${column}: ${problem}`, [
    ...excerpt.map(part => `  ${part}`),
    ...likelyReason(text),
    ...HOW_TO_QUOTE,
  ]);
}

function likelyReason(text: string): string[] {
  if (/[\u201C-\u201F]/.test(text)) return ['Its quotes are curly; JSON wants straight ones: "'];
  if (text.startsWith("'")) return ['The single quotes arrived: cmd.exe knows only double ones.'];
  if (text.includes('{') && !text.includes('"'))
    return ['No double quotes arrived: the shell took them away.'];
  return [];
}
