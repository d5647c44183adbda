import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import { PACKAGE } from '../../config/package-facts.ts';

/** The revision that the SDK serves beside those of 2024 and 2025. */
const MODERN = '2026-07-28';
export const CARD_TYPE = 'application/mcp-server-card+json';
export const CATALOG_TYPE = 'application/ai-catalog+json';

/**
 * The server card of SEP-2127: who this server is, and how to connect to it. What it offers is asked for after that.
 * @param origin the one that it is reached by, such as `https://mcp.example.com`
 * @param needsToken whether callers need a bearer token
 */
export function serverCard(origin: string, needsToken: boolean): object {
  const { registryName: name, version, homepage: websiteUrl, repository: url } = PACKAGE;
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json',
    name,
    version,
    title: 'Snov.io',
    description:
      'Snov.io for agents: find and verify business addresses, keep prospect lists, watch campaigns.',
    websiteUrl,
    repository: { url, source: 'github' },
    remotes: [
      {
        type: 'streamable-http',
        url: `${origin}/mcp`,
        supportedProtocolVersions: [MODERN, ...SUPPORTED_PROTOCOL_VERSIONS],
        headers: [...(needsToken ? [AUTHORIZATION] : []), ...ACCOUNT],
      },
    ],
  };
}

/** The AI catalog of the host: it leads to the card. */
export function aiCatalog(origin: string): object {
  const { hostname } = new URL(origin);
  return {
    specVersion: '1.0',
    entries: [
      {
        identifier: `urn:air:${hostname.replace(/^\[|\]$/g, '')}:mcp:${PACKAGE.name}`,
        type: CARD_TYPE,
        url: `${origin}/mcp/server-card`,
      },
    ],
  };
}

const AUTHORIZATION = {
  name: 'Authorization',
  description: 'Bearer and a token that the operator of this server gives out',
  isRequired: true,
  isSecret: true,
};

const ACCOUNT = [
  {
    name: 'Snovio-Client-Id',
    description: 'The API User ID of a Snov.io account, for work with another than the server has',
    isRequired: false,
    isSecret: true,
  },
  {
    name: 'Snovio-Client-Secret',
    description: 'The API Secret of the same account',
    isRequired: false,
    isSecret: true,
  },
];
