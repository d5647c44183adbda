import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  const [script, styles] = await Promise.all([bundled(name), stylesOf(name)]);
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

async function bundled(name: string): Promise<string> {
  const bundle = await rolldown({ input: resolve(folder, name, `${name}.ts`), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  const [chunk] = output;
  // What would end the script element is written with an escape, which means the same inside texts.
  return chunk.code.trim().replaceAll('</', '<\\/');
}

function stylesOf(name: string): string {
  const texts = [resolve(folder, 'shared', 'theme.css'), resolve(folder, name, `${name}.css`)].map(path =>
    readFileSync(path, 'utf8'),
  );
  return texts
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
