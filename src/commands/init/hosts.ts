import { configFolder, join, type Place, xdgFolder } from './place.ts';

/** How a host's configuration starts the server. */
export interface Entry {
  readonly type?: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** What the entry says where the file does not say anything yet: never credentials themselves. */
  readonly env?: Readonly<Record<string, string>>;
  /** Codex: variables that are passed on. */
  readonly env_vars?: readonly string[];
  /** Codex: npx may have to download first. */
  readonly startup_timeout_sec?: number;
}

/** VS Code: a question that the host asks once and keeps the answer of. */
export interface Input {
  readonly id: string;
  readonly type: 'promptString';
  readonly description: string;
  readonly password: boolean;
}

export interface Host {
  readonly title: string;
  readonly format: 'json' | 'toml';
  file(place: Place): string;
  /** The object that holds one entry per server. */
  readonly section: string;
  /** Whether its entries name their transport. */
  readonly typed?: boolean;
  /** What stands for a variable's value. */
  readonly credential: Credential;
  readonly inputs?: readonly Input[];
  /** Where the credentials come from, and what to do then. */
  readonly next: string;
}

/** `reference` words a value that the host fills in; `forward` names the variables; `inherit`: the host passes its own on. */
type Credential = { reference: (name: string) => string } | 'forward' | 'inherit';

export const CREDENTIALS = ['SNOVIO_CLIENT_ID', 'SNOVIO_CLIENT_SECRET'] as const;
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  SNOVIO_CLIENT_ID: 'your API User ID',
  SNOVIO_CLIENT_SECRET: 'your API Secret',
};
const INPUTS: readonly Input[] = [
  { id: 'snovio-client-id', type: 'promptString', description: 'Snov.io API User ID', password: false },
  { id: 'snovio-client-secret', type: 'promptString', description: 'Snov.io API Secret', password: true },
];
const VARIABLES = CREDENTIALS.join(' and ');

export const HOSTS: Readonly<Record<string, Host>> = {
  'claude-desktop': {
    title: 'Claude Desktop',
    format: 'json',
    file: place => join(place, configFolder(place), 'Claude', 'claude_desktop_config.json'),
    section: 'mcpServers',
    // It reads no variables here; its own store for secrets is open to bundles only.
    credential: { reference: name => PLACEHOLDERS[name] ?? '' },
    next: 'Put your API User ID and API Secret in place of the two texts, then restart Claude Desktop. The bundle (snovio-mcp.mcpb) keeps them in the system keychain instead.',
  },
  'claude-code': {
    title: 'Claude Code',
    format: 'json',
    file: place => join(place, place.cwd, '.mcp.json'),
    section: 'mcpServers',
    typed: true,
    credential: { reference: name => `\${${name}}` },
    next: `It is for this folder and may be shared. Set ${VARIABLES} in the environment, then start claude here.`,
  },
  cursor: {
    title: 'Cursor',
    format: 'json',
    file: place => join(place, place.home, '.cursor', 'mcp.json'),
    section: 'mcpServers',
    typed: true,
    credential: { reference: name => `\${env:${name}}` },
    next: `Set ${VARIABLES} in the environment, then restart Cursor.`,
  },
  vscode: {
    title: 'VS Code',
    format: 'json',
    file: place => join(place, configFolder(place), 'Code', 'User', 'mcp.json'),
    section: 'servers',
    typed: true,
    credential: {
      reference: name => `\${input:${name === 'SNOVIO_CLIENT_ID' ? INPUTS[0]?.id : INPUTS[1]?.id}}`,
    },
    inputs: INPUTS,
    next: 'VS Code asks for both credentials at the first start and keeps them in its secret store.',
  },
  windsurf: {
    title: 'Windsurf',
    format: 'json',
    file: place => join(place, place.home, '.codeium', 'windsurf', 'mcp_config.json'),
    section: 'mcpServers',
    credential: { reference: name => `\${env:${name}}` },
    next: `Set ${VARIABLES} in the environment, restart Windsurf and refresh its list of MCP servers.`,
  },
  codex: {
    title: 'Codex',
    format: 'toml',
    file: place => join(place, place.env.CODEX_HOME || join(place, place.home, '.codex'), 'config.toml'),
    section: 'mcp_servers',
    credential: 'forward',
    next: `Set ${VARIABLES} in the environment, then start codex.`,
  },
  gemini: {
    title: 'Gemini CLI',
    format: 'json',
    file: place => join(place, place.home, '.gemini', 'settings.json'),
    section: 'mcpServers',
    credential: { reference: name => `$${name}` },
    next: `Set ${VARIABLES} in the environment, then start gemini.`,
  },
  zed: {
    title: 'Zed',
    format: 'json',
    file: place =>
      place.platform === 'win32'
        ? join(place, configFolder(place), 'Zed', 'settings.json')
        : join(place, xdgFolder(place), 'zed', 'settings.json'),
    section: 'context_servers',
    // It expands no variables; a server inherits those of the login shell.
    credential: 'inherit',
    next: `Set ${VARIABLES} in your login shell's profile, which Zed reads, then restart Zed.`,
  },
};

/** The server's name in every host. */
export function serverName(sandbox: boolean): string {
  return sandbox ? 'snovio-sandbox' : 'snovio';
}

/** The entry as this host wants it on this platform. */
export function entryOf(host: Host, place: Place, sandbox: boolean): Entry {
  const args = ['-y', 'snovio-mcp', ...(sandbox ? ['--sandbox'] : [])];
  // On Windows npx is a batch file, which most hosts cannot start by itself.
  const start =
    place.platform === 'win32' ? { command: 'cmd', args: ['/c', 'npx', ...args] } : { command: 'npx', args };
  return {
    ...(host.typed && { type: 'stdio' }),
    ...start,
    ...(sandbox ? {} : credentialsOf(host)),
    ...slow(host),
  };
}

function credentialsOf({ credential }: Host): Partial<Entry> {
  if (credential === 'inherit') return {};
  if (credential === 'forward') return { env_vars: CREDENTIALS };
  return { env: Object.fromEntries(CREDENTIALS.map(name => [name, credential.reference(name)])) };
}

function slow({ format }: Host): Partial<Entry> {
  return format === 'toml' ? { startup_timeout_sec: 60 } : {};
}
