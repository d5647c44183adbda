import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Removes what packages bring and nothing here uses. The package of the pinned Node brings 67 MB of C++ headers, for
// compiling add-ons; that of the tokens 20 MB for encodings of older models.

const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** @returns the paths of a folder's entries whose names match; none where it was not installed */
function entries(folder, pattern) {
  try {
    return readdirSync(`${packages}${folder}`)
      .filter(name => pattern.test(name))
      .map(name => `${packages}${folder}/${name}`);
  } catch {
    // Installed without scripts, or without what is for development.
    return [];
  }
}

const unused = [
  ...entries('node/node_modules', /^node(-bin)?-(?!bin-setup)/).map(path => `${path}/include`),
  ...entries('js-tiktoken/dist', /^index\.c?js$/),
  ...entries('js-tiktoken/dist/ranks', /^(?!o200k_base\.(js|d\.ts)$)/),
];
for (const path of unused) rmSync(path, { recursive: true, force: true });
