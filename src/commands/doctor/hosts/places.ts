import { joinPath, type Machine } from '../../init/config-folder.ts';
import { HOSTS } from '../../init/hosts.ts';

/** Where a host looks for servers. */
export interface Place {
  /** The host's name on the command line. */
  readonly host: string;
  readonly file: string;
  /** The keys that lead to the object with an entry per server. */
  readonly path: readonly string[];
}

/** Every file of every host: the one that `init` writes, and those of single projects and of the host's own commands. */
export function placesOn(machine: Machine): Place[] {
  const { home, cwd } = machine;
  const at = (...parts: string[]) => joinPath(machine, ...parts);
  const places = Object.entries(HOSTS).map(([host, { file, section }]) => ({
    host,
    file: file(machine),
    path: [section],
  }));
  // `claude mcp add` writes there, for the folder that it runs in or for all of them.
  const claude = { host: 'claude-code', file: at(home, '.claude.json') };
  const all: Place[] = [
    ...places,
    { ...claude, path: ['mcpServers'] },
    { ...claude, path: ['projects', cwd, 'mcpServers'] },
    { host: 'cursor', file: at(cwd, '.cursor', 'mcp.json'), path: ['mcpServers'] },
    { host: 'vscode', file: at(cwd, '.vscode', 'mcp.json'), path: ['servers'] },
  ];
  const keyOf = ({ host, file, path }: Place) => JSON.stringify([host, file, path]);
  return [...new Map(all.map(place => [keyOf(place), place])).values()];
}
