import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packExtension, validateManifest } from '@anthropic-ai/mcpb';
import { staleDescriptions } from './descriptions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Packs the desktop bundle out of dist/.
 * @param output the .mcpb file
 */
export async function packBundle(output: string): Promise<void> {
  const stale = staleDescriptions();
  if (stale.length > 0)
    throw new Error(`Not what the code says: ${stale.join(', ')}. npm run generate renews it.`);
  const folder = mkdtempSync(join(tmpdir(), 'snovio-bundle-'));
  try {
    mkdirSync(join(folder, 'server'));
    const isPart = (path: string) => !['types', 'index.js'].includes(basename(path));
    cpSync(join(root, 'dist'), join(folder, 'server'), { recursive: true, filter: isPart });
    cpSync(join(root, 'skills'), join(folder, 'skills'), { recursive: true });
    writeFileSync(join(folder, 'server', 'package.json'), '{ "type": "module" }\n');
    for (const file of ['LICENSE', 'bundle/icon.png', 'bundle/manifest.json'])
      cpSync(join(root, file), join(folder, basename(file)));
    if (!validateManifest(join(folder, 'manifest.json')))
      throw new Error('bundle/manifest.json is not valid');
    const packed = await packExtension({ extensionPath: folder, outputPath: output, silent: true });
    if (!packed) throw new Error('The bundle could not be packed');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await packBundle(join(root, 'snovio-mcp.mcpb'));
}
