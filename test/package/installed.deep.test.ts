import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../commands/kit.ts';

test('npm ci installs less than 300 MB', () => {
  // What tools keep there for the next time does not count.
  const packages = readdirSync(join(ROOT, 'node_modules')).filter(name => !/^\.(?!bin)/.test(name));
  const files = packages.flatMap(name =>
    readdirSync(join(ROOT, 'node_modules', name), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => lstatSync(join(entry.parentPath, entry.name))),
  );
  // The pinned Node has two names for one file.
  const sizes = [...new Map(files.map(({ ino, size }) => [ino, size])).values()];
  const size = sizes.reduce((sum, one) => sum + one, 0);
  // A file occupies whole blocks of 4 KiB, half a block more than its size on average.
  expect((size + sizes.length * 2048) / 2 ** 20).toBeLessThan(300);
});
