import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { VIEWS } from '../src/mcp/apps/views.ts';

/** A larger script travels deflated and brings the styles along, so that a page stays below 40 kB. */
const MOST_PLAIN = 25_000;

const folder = resolve(import.meta.dirname, '..', 'src', 'views');

/**
 * Makes the page of a card: one file that loads nothing from anywhere. Its policy lets in the script and the styles in it by
 * their hashes, and nothing else, also where a host has no policy of its own.
 * @param name the card's folder in src/views
 */
export async function viewPage(name: string): Promise<string> {
  const { script: code, styles } = await bundled(name);
  const isLarge = code.length > MOST_PLAIN;
  const whole = isLarge ? `${appending('style', JSON.stringify(styles))};${code}` : code;
  const script = isLarge ? inflating(whole) : code;
  const scripts = [...new Set([script, whole])].map(hashOf).join(' ');
  const policy = [
    "default-src 'none'",
    // The page around a card asks its own server; a card asks its host.
    ...(name === 'preview' ? ["connect-src 'self'", "frame-src 'self'"] : []),
    `script-src ${scripts}`,
    `style-src ${hashOf(styles)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Snov.io</title>
${isLarge ? '' : `<style>${styles}</style>\n`}</head>
<body><script type="module">${script}</script></body>
</html>
`;
}

async function bundled(name: string): Promise<{ script: string; styles: string }> {
  const bundle = await rolldown({ input: resolve(folder, name, `${name}.ts`), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const [{ code, moduleIds }] = output;
  // What would end the script element is written with an escape, which means the same inside texts.
  return { script: code.trim().replaceAll('</', '<\\/'), styles: stylesOf(moduleIds) };
}

/** A script that inflates this one and runs it: the page's policy has the hashes of both. */
function inflating(code: string): string {
  const deflated = deflateRawSync(code, { level: 9 }).toString('base64');
  const bytes = `Uint8Array.from(atob("${deflated}"),c=>c.charCodeAt(0))`;
  const stream = `new Blob([${bytes}]).stream().pipeThrough(new DecompressionStream("deflate-raw"))`;
  return appending('script', `await new Response(${stream}).text()`, 'type:"module",');
}

/** A statement that appends an element with this text. @param text an expression */
function appending(name: 'script' | 'style', text: string, attributes = ''): string {
  return `document.head.append(Object.assign(document.createElement("${name}"),{${attributes}textContent:${text}}))`;
}

/** The styles that all cards have, and those that stand beside a module of this one under the same name. */
function stylesOf(modules: readonly string[]): string {
  const besides = modules.map(path => path.replace(/\.ts$/, '.css')).filter(path => existsSync(path));
  return [resolve(folder, 'shared', 'theme.css'), ...besides]
    .map(path => readFileSync(path, 'utf8'))
    .join('')
    .replace(/\s*\n\s*/g, '')
    .replace(/ ?([{},;]) ?/g, '$1')
    .replace(/: /g, ':')
    .trim();
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

if (import.meta.main) {
  const target = resolve(folder, '..', '..', 'dist', 'views');
  mkdirSync(target, { recursive: true });
  for (const name of [...VIEWS.map(view => view.name), 'preview'])
    writeFileSync(resolve(target, `${name}.html`), await viewPage(name));
}
