import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { VIEWS } from '../src/mcp/apps/views.ts';

const folder = resolve(import.meta.dirname, '..', 'src', 'views');

/**
 * Makes the page of a card: one file that loads nothing from anywhere. Its policy lets in the script and the styles in it by
 * their hashes, and nothing else, also where a host has no policy of its own.
 * @param name the card's folder in src/views
 */
export async function viewPage(name: string): Promise<string> {
  const { script, styles } = await bundled(name);
  const policy = [
    "default-src 'none'",
    // The page around a card asks its own server; a card asks its host.
    ...(name === 'preview' ? ["connect-src 'self'", "frame-src 'self'"] : []),
    `script-src ${hashOf(script)}`,
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
<style>${styles}</style>
</head>
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
