import { parse } from 'yaml';
import { read } from '../docs/pages.ts';

/** Only what the tests look at. */
export interface Container {
  image: string;
  /** Compose has a command, Kubernetes arguments. */
  command?: string[];
  args?: string[];
}
interface Service extends Container {
  env_file?: string[];
  environment: Record<string, string>;
  stop_grace_period?: string;
  volumes?: string[];
  depends_on?: object;
}
const SECRET = '0123456789abcdef0123456789abcdef';
/** What somebody fills in. */
export const FILLED: Record<string, string> = {
  PUBLIC_HOST: 'mcp.example.com',
  DATABASE_PASSWORD: SECRET,
  SNOVIO_DATABASE_KEY: SECRET,
  SNOVIO_HTTP_TOKENS: `${SECRET}00`,
  SNOVIO_HTTP_METRICS_TOKEN: `${SECRET}11`,
  SNOVIO_CLIENT_ID: 'sandbox',
  SNOVIO_CLIENT_SECRET: 'sandbox',
};

export const compose = parse(read('deploy/compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
export const copies = Object.entries(compose.services).filter(([name]) => name.startsWith('copy-'));
export const [[, copy] = ['', {} as Service]] = copies;
/** As compose fills in what stands in `.env`. @throws what it would say where something is missing */
export function filledIn(text: string, values: Record<string, string>): string {
  return text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind = '-', rest = '') => {
    if (values[name]) return values[name];
    if (kind === '?') throw new Error(`${name}: ${rest}`);
    return rest;
  });
}

/** What stands in `.env.example`. */
export const example = Object.fromEntries(
  read('deploy/.env.example')
    .split('\n')
    .flatMap(line => (/^[A-Z]/.test(line) ? [line.split('=') as [string, string]] : [])),
);

/** The variables of a container: those of `.env` where it takes that file, and over them its own. */
export const environmentOf = (
  { env_file = [], environment }: Service,
  values = FILLED,
): Record<string, string> => ({
  ...(env_file.includes('.env') && { ...example, ...values }),
  ...Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, filledIn(text, values)])),
});
