import manifest from '../package.json' with { type: 'json' };
import { SETTINGS } from '../src/config/settings.ts';

/** Settings that hosts which read the registry may ask for; the HTTP server's and the tests' are left out. */
const ASKED: readonly (keyof typeof SETTINGS)[] = [
  'clientId',
  'clientSecret',
  'sandbox',
  'maxCreditsPerCall',
  'maxCreditsPerDay',
  'maxCredits',
  'plan',
  'allowSending',
  'toolsets',
  'readOnly',
  'stateDir',
];

/** The package's entry in the MCP registry, made of the package and the settings. */
export function registryEntry(): object {
  const { name, mcpName, version, homepage, repository } = manifest;
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: mcpName,
    title: 'Snov.io',
    description:
      'Snov.io for agents: find and verify business addresses, keep prospect lists, watch campaigns.',
    repository: { url: repository.url.replace(/^git\+/, '').replace(/\.git$/, ''), source: 'github' },
    websiteUrl: homepage,
    version,
    packages: [
      {
        registryType: 'npm',
        identifier: name,
        version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        environmentVariables: ASKED.map(variableOf),
      },
    ],
  };
}

/** Not even the credentials are required: the sandbox needs none. */
function variableOf(key: keyof typeof SETTINGS): object {
  const { env, meaning } = SETTINGS[key];
  const isSecret = key === 'clientId' || key === 'clientSecret';
  const isSwitch = key === 'sandbox' || key === 'readOnly';
  return {
    name: env,
    description: meaning.replaceAll('`', ''),
    isRequired: false,
    ...(isSecret && { isSecret }),
    ...(isSwitch && { format: 'boolean' }),
    ...(key.startsWith('maxCredits') && { format: 'number' }),
    ...(key === 'allowSending' && { choices: ['ask', 'never'] }),
  };
}
