import { environment } from '../config/settings.ts';
import { VERSION } from '../config/version.ts';
import type { Terminal } from './terminal/terminal.ts';
import { termList, textWidth, wrapped } from './usage/layout.ts';

const STEPS = [
  ['snovio-mcp call get_balance --sandbox', 'try it without an account, in a simulated Snov.io'],
  ['snovio-mcp doctor', 'check configuration, credentials and connection'],
  [
    'snovio-mcp init claude-desktop --write',
    'put it into the configuration of a host; snovio-mcp help init names all',
  ],
  ['snovio-mcp help run', 'take a spreadsheet through it'],
  ['snovio-mcp help', 'all commands and flags'],
  ['snovio-mcp stdio', 'serve MCP on this terminal all the same'],
] as const;

/** What the program is and what to do with it, for who starts it by hand. */
export function welcome(terminal: Terminal, env = environment()): string {
  const width = textWidth(terminal);
  const hasCredentials = env.SNOVIO_CLIENT_ID && env.SNOVIO_CLIENT_SECRET;
  return [
    `${terminal.paint('bold', `snovio-mcp ${VERSION}`)}: Snov.io for AI agents, as an MCP server, and for your shell`,
    ...paragraph(
      'An MCP host, such as Claude or Cursor, starts it by itself. In a terminal you may want:',
      width,
    ),
    '',
    ...termList(STEPS, width),
    ...(hasCredentials
      ? []
      : paragraph(
          'No credentials are set yet: SNOVIO_CLIENT_ID and SNOVIO_CLIENT_SECRET (Snov.io: account settings, API).',
          width,
        )),
  ].join('\n');
}

function paragraph(text: string, width: number): string[] {
  return ['', ...wrapped(text, width)];
}
