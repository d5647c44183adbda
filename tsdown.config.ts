import { deflateRawSync } from 'node:zlib';
import { defineConfig } from 'tsdown';
import { notices } from './scripts/notices.ts';
import { common, SHARED, shared, skillText, withoutUnused } from './scripts/shared.ts';
import { listings } from './tools/listing.ts';

/**
 * Puts the finished listings in the place of tools/listing.ts: a server that only lists its tools loads none of them. They are
 * deflated, since as text they would be a twentieth of the package.
 */
function finishedListings() {
  const load = (id: string) => {
    if (!id.endsWith('/tools/listing.ts')) return null;
    const packed = deflateRawSync(JSON.stringify(listings), { level: 9 }).toString('base64');
    const code = `import { inflateRawSync } from 'node:zlib';
      const load = async name => (await import('./index.ts')).tools.find(tool => tool.name === name);
      export const listings = JSON.parse(inflateRawSync(Buffer.from('${packed}', 'base64')).toString())
        .map(listing => ({ ...listing, load: () => load(listing.name) }));`;
    return { code, moduleType: 'js' as const };
  };
  return { name: 'finished-listings', load };
}

export default defineConfig({
  ...common,
  entry: { main: 'src/main.ts', ...SHARED },
  // Everything is bundled: a server that hosts start on every conversation has to start fast, and one file per
  // chunk starts in half the time of a node_modules tree.
  // But for what few servers need, and would make the package a quarter larger.
  deps: { alwaysBundle: [/^(?!oidc-provider$)/], neverBundle: ['oidc-provider'] },
  plugins: [withoutUnused(), finishedListings(), skillText(), shared('program'), notices()],
});
