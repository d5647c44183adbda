import manifest from '../../package.json' with { type: 'json' };

/** Who this server is, as the package says. */
export const PACKAGE = {
  name: manifest.name,
  /** In the MCP registry. */
  registryName: manifest.mcpName,
  version: manifest.version,
  homepage: manifest.homepage,
  /** A page to look at. */
  repository: manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, ''),
} as const;
