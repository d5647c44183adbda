import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The package of the pinned Node brings 67 MB of C++ headers, for compiling add-ons. Nothing here compiles any.

const place = fileURLToPath(new URL('../node_modules/node/node_modules/', import.meta.url));

let packages = [];
try {
  packages = readdirSync(place).filter(name => /^node(-bin)?-(?!bin-setup)/.test(name));
} catch {
  // Installed without scripts, or without what is for development.
}
for (const name of packages) rmSync(`${place}${name}/include`, { recursive: true, force: true });
