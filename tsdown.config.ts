import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { main: 'src/main.ts' },
  platform: 'node',
  format: 'esm',
  outDir: 'dist',
  dts: false,
  minify: true,
  fixedExtension: false,
  // Everything is bundled: a server that hosts start on every conversation has to start fast, and one file per
  // chunk starts in half the time of a node_modules tree.
  noExternal: [/.*/],
});
