import { configFolder, joinPath, type Machine, xdgConfigFolder } from './config-folder.ts';

/** An MCP host: where its configuration is and how it starts servers. */
export interface Host {
  readonly title: string;
  readonly format: 'json' | 'toml';
  /** The path of the usual configuration file. */
  file(machine: Machine): string;
  /** The key of the object that holds one entry per server. */
  readonly section: string;
  /** Whether its entries name their transport (`"type": "stdio"`). */
  readonly namesTransport?: boolean;
  /** Whether its file holds other settings too; one for servers only has to keep its section, also where that is empty. */
  readonly hasOtherSettings?: boolean;
  readonly credentials: CredentialSource;
  /** The forms of references to variables that it fills in, in what it starts and in headers. */
  readonly expands: readonly ReferenceForm[];
  /**
   * How it is pointed at a server on HTTP: the key of the URL, and a type where it wants one; Codex's own key for the token;
   * or, where it takes none in its file, through the package mcp-remote.
   */
  readonly remote:
    | { readonly key: 'url' | 'serverUrl' | 'httpUrl'; readonly type?: 'http' }
    | 'bearer_token_env_var'
    | 'mcp-remote';
  /** Whether it has windows, and so may not see what a shell exports. */
  readonly hasWindows?: boolean;
  /** VS Code only: what it asks the user for. */
  readonly inputs?: readonly InputPrompt[];
  /** What the user has to do after the entry is written. */
  readonly next: string;
}

/**
 * How a server gets its credentials. `reference`: the entry holds a text that the host replaces by the value of a variable.
 * `forward`: the entry names the variables that the host passes on. `inherit`: the host passes all its variables on.
 */
export type CredentialSource = { reference: (name: string) => string } | 'forward' | 'inherit';

/** `${NAME}`, `${env:NAME}` or `$NAME`. */
export type ReferenceForm = 'plain' | 'env' | 'dollar';

/** A question that VS Code asks once; it keeps the answer in its secret store. */
export interface InputPrompt {
  readonly id: string;
  readonly type: 'promptString';
  readonly description: string;
  /** Whether typing is hidden. */
  readonly password: boolean;
}

/** The environment variables that hold the credentials. */
export const CREDENTIAL_NAMES = ['SNOVIO_CLIENT_ID', 'SNOVIO_CLIENT_SECRET'] as const;
/** Texts that the user replaces by credentials, where a host can take them from nowhere. */
export const PLACEHOLDERS: Readonly<Record<string, string>> = {
  SNOVIO_CLIENT_ID: 'your API User ID',
  SNOVIO_CLIENT_SECRET: 'your API Secret',
};
/** By the beginning of the variable's name: another account's is longer. */
const placeholderOf = (name: string) =>
  Object.entries(PLACEHOLDERS).find(([variable]) => name.startsWith(variable))?.[1] ?? '';
const INPUTS: readonly InputPrompt[] = [
  {
    id: 'snovio-mcp-token',
    type: 'promptString',
    description: 'Token of the Snov.io MCP server',
    password: true,
  },
  { id: 'snovio-client-id', type: 'promptString', description: 'Snov.io API User ID', password: false },
  { id: 'snovio-client-secret', type: 'promptString', description: 'Snov.io API Secret', password: true },
];
/** `SNOVIO_CLIENT_ID` as `snovio-client-id`. */
const idOf = (name: string) => name.toLowerCase().replaceAll('_', '-');
const VARIABLES = CREDENTIAL_NAMES.join(' and ');

/** The hosts by their names on the command line. */
export const HOSTS: Readonly<Record<string, Host>> = {
  'claude-desktop': {
    title: 'Claude Desktop',
    expands: [],
    hasOtherSettings: true,
    remote: 'mcp-remote',
    format: 'json',
    file: machine => joinPath(machine, configFolder(machine), 'Claude', 'claude_desktop_config.json'),
    section: 'mcpServers',
    // It expands no variables in this file; only bundles (.mcpb) may use its secret store.
    credentials: { reference: name => placeholderOf(name) },
    next: 'Put your API User ID and API Secret in place of the two texts, then restart Claude Desktop. The bundle (snovio-mcp.mcpb) keeps them in the system keychain instead.',
  },
  'claude-code': {
    title: 'Claude Code',
    expands: ['plain'],
    remote: { key: 'url', type: 'http' },
    format: 'json',
    file: machine => joinPath(machine, machine.cwd, '.mcp.json'),
    section: 'mcpServers',
    namesTransport: true,
    credentials: { reference: name => `\${${name}}` },
    next: `It is for this folder, and may be shared while no credentials are written into it. Set ${VARIABLES} in the environment, then start claude here.`,
  },
  cursor: {
    title: 'Cursor',
    expands: ['env'],
    remote: { key: 'url' },
    hasWindows: true,
    format: 'json',
    file: machine => joinPath(machine, machine.home, '.cursor', 'mcp.json'),
    section: 'mcpServers',
    namesTransport: true,
    credentials: { reference: name => `\${env:${name}}` },
    next: `Set ${VARIABLES} in the environment, then restart Cursor.`,
  },
  vscode: {
    title: 'VS Code',
    expands: ['env'],
    remote: { key: 'url', type: 'http' },
    format: 'json',
    file: machine => joinPath(machine, configFolder(machine), 'Code', 'User', 'mcp.json'),
    section: 'servers',
    namesTransport: true,
    credentials: {
      reference: name => `\${input:${idOf(name)}}`,
    },
    inputs: INPUTS,
    next: 'VS Code asks for both credentials at the first start and keeps them in its secret store.',
  },
  windsurf: {
    title: 'Windsurf',
    expands: ['env'],
    remote: { key: 'serverUrl' },
    hasWindows: true,
    format: 'json',
    file: machine => joinPath(machine, machine.home, '.codeium', 'windsurf', 'mcp_config.json'),
    section: 'mcpServers',
    credentials: { reference: name => `\${env:${name}}` },
    next: `Set ${VARIABLES} in the environment, restart Windsurf and refresh its list of MCP servers.`,
  },
  codex: {
    title: 'Codex',
    expands: [],
    hasOtherSettings: true,
    remote: 'bearer_token_env_var',
    format: 'toml',
    file: machine =>
      joinPath(machine, machine.env.CODEX_HOME || joinPath(machine, machine.home, '.codex'), 'config.toml'),
    section: 'mcp_servers',
    credentials: 'forward',
    next: `Set ${VARIABLES} in the environment, then start codex.`,
  },
  gemini: {
    title: 'Gemini CLI',
    expands: ['plain', 'dollar'],
    hasOtherSettings: true,
    remote: { key: 'httpUrl' },
    format: 'json',
    file: machine => joinPath(machine, machine.home, '.gemini', 'settings.json'),
    section: 'mcpServers',
    credentials: { reference: name => `$${name}` },
    next: `Set ${VARIABLES} in the environment, then start gemini.`,
  },
  zed: {
    title: 'Zed',
    expands: [],
    hasOtherSettings: true,
    remote: { key: 'url' },
    hasWindows: true,
    format: 'json',
    file: machine =>
      machine.platform === 'win32'
        ? joinPath(machine, configFolder(machine), 'Zed', 'settings.json')
        : joinPath(machine, xdgConfigFolder(machine), 'zed', 'settings.json'),
    section: 'context_servers',
    // It expands no variables in this file, but servers inherit the variables of the login shell.
    credentials: 'inherit',
    next: `Set ${VARIABLES} in your login shell's profile, which Zed reads, then restart Zed.`,
  },
};
