import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { VIEWS } from '../src/mcp/apps/views.ts';

/** A larger script travels deflated, so that a page stays below 40 kB. */
const MOST_PLAIN = 25_000;

const folder = resolve(import.meta.dirname, '..', 'src', 'views');

/**
 * Makes the page of a card: one file that loads nothing from anywhere. Its policy lets in the script and the styles in it by
 * their hashes, and nothing else, also where a host has no policy of its own.
 * @param name the card's folder in src/views
 */
export async function viewPage(name: string): Promise<string> {
  const [code, styles] = await Promise.all([bundled(name), stylesOf(name)]);
  const script = code.length > MOST_PLAIN ? inflating(code) : code;
  const scripts = [...new Set([script, code])].map(hashOf).join(' ');
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

/** A script that inflates this one and runs it: the page's policy has the hashes of both. */
function inflating(code: string): string {
  const deflated = deflateRawSync(code, { level: 9 }).toString('base64');
  return `const deflated=Uint8Array.from(atob("${deflated}"),c=>c.charCodeAt(0)),script=document.createElement("script");script.type="module";script.textContent=await new Response(new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();document.body.append(script)`;
}

function stylesOf(name: string): string {
  const texts = [resolve(folder, 'shared', 'theme.css'), resolve(folder, name, `${name}.css`)].map(path =>
    readFileSync(path, 'utf8'),
  );
  return texts
    .join('')
    .replace(/\s*\n\s*/g, '')
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
