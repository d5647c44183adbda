import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleDescriptions } from './descriptions.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is used of the bundles' own package. */
interface Mcpb {
  /** @returns whether the file is a valid manifest; it prints what is wrong */
  validateManifest(path: string): boolean;
  packExtension(options: { extensionPath: string; outputPath: string; silent: boolean }): Promise<boolean>;
  unpackExtension(options: { mcpbPath: string; outputDir: string; silent: boolean }): Promise<boolean>;
  /** What a host starts: the manifest's command, filled in with what its user has entered. */
  getMcpConfigForManifest(options: {
    manifest: object;
    extensionPath: string;
    systemDirs: Record<string, string>;
    userConfig: Record<string, string | number | boolean>;
    pathSeparator: string;
  }): Promise<{ args?: string[]; env?: Record<string, string> } | undefined>;
}

/** Installed by `npm run bundle` and `npm run test:deep` only, so that the compiler does not find its types. */
export function mcpb(): Mcpb {
  return createRequire(join(root, 'bundle/'))('@anthropic-ai/mcpb');
}

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
    const { packExtension, validateManifest } = mcpb();
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
