import manifest from '../package.json' with { type: 'json' };
import { SETTINGS } from '../src/config/settings.ts';
import { listingOf } from '../src/mcp/tool-listing.ts';
import { withoutUnlisted } from '../src/mcp/unlisted-tools.ts';
import { defaultTools, tools } from '../tools/index.ts';

/** A field of the form that a host shows. */
interface Option {
  type: 'string' | 'number' | 'boolean';
  title: string;
  description: string;
  required: boolean;
  default: string | number | boolean;
  sensitive?: boolean;
  min?: number;
}
type Key = keyof typeof SETTINGS;

/**
 * The settings that the bundle's form asks for, in its order. Each has a default, also if it is empty: what is left out
 * would reach the server as an unfilled placeholder.
 */
const FORM: readonly (readonly [Key, Pick<Option, 'type' | 'title' | 'default'>])[] = [
  ['clientId', { type: 'string', title: 'Snov.io API User ID', default: '' }],
  ['clientSecret', { type: 'string', title: 'Snov.io API Secret', default: '' }],
  ['sandbox', { type: 'boolean', title: 'Sandbox: try it without an account', default: false }],
  ['maxCreditsPerCall', { type: 'number', title: 'Credits per call, unasked', default: 25 }],
  ['maxCreditsPerDay', { type: 'number', title: 'Credits per day, at most', default: 200 }],
  ['maxCredits', { type: 'string', title: 'Credits per session, at most', default: '' }],
  ['toolsets', { type: 'string', title: 'Toolsets', default: 'default' }],
  ['allowSending', { type: 'string', title: 'Sending mail: ask or never', default: 'ask' }],
  ['readOnly', { type: 'boolean', title: 'Read only', default: false }],
];
const SECRETS: readonly Key[] = ['clientId', 'clientSecret'];

/** The desktop bundle's manifest, made of the package, the settings and the tools. */
export function manifestOf(): object {
  // As a server that nobody has configured lists them.
  const listed = withoutUnlisted(defaultTools.map(listingOf), tools.map(listingOf));
  const { name, version, description, license, keywords, repository, homepage, bugs } = manifest;
  return {
    manifest_version: '0.3',
    name,
    display_name: 'Snov.io',
    version,
    description,
    author: { name: 'The snovio-mcp contributors' },
    repository: { type: 'git', url: repository.url.replace(/^git\+/, '') },
    homepage,
    documentation: `${homepage}#readme`,
    support: bugs.url,
    icon: 'icon.png',
    server: {
      type: 'node',
      entry_point: 'server/main.js',
      mcp_config: {
        command: 'node',
        args: [`$${'{__dirname}'}/server/main.js`],
        env: Object.fromEntries(FORM.map(([key]) => [SETTINGS[key].env, `$\{user_config.${idOf(key)}}`])),
      },
    },
    tools: listed.map(({ name, description }) => ({ name, description })),
    // They depend on the tools that are chosen.
    prompts_generated: true,
    keywords,
    license,
    // Ours, and that of the service which the data goes to.
    privacy_policies: [`${homepage}/blob/main/PRIVACY.md`, 'https://snov.io/privacy-policy'],
    compatibility: {
      platforms: ['darwin', 'win32', 'linux'],
      runtimes: { node: manifest.engines.node },
    },
    user_config: Object.fromEntries(FORM.map(([key, option]) => [idOf(key), optionOf(key, option)])),
  };
}

function optionOf(
  key: Key,
  { type, title, default: usual }: Pick<Option, 'type' | 'title' | 'default'>,
): Option {
  const meaning = SETTINGS[key].meaning.replaceAll('`', '');
  return {
    type,
    title,
    description: `${meaning[0]?.toUpperCase()}${meaning.slice(1)}`,
    required: false,
    default: usual,
    ...(SECRETS.includes(key) && { sensitive: true }),
    ...(type === 'number' && { min: 0 }),
  };
}

/** `SNOVIO_CLIENT_ID` as `client_id`. */
function idOf(key: Key): string {
  return SETTINGS[key].env.replace(/^SNOVIO_/, '').toLowerCase();
}
