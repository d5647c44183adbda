import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { expect } from 'vitest';
import type { CardHost } from './kit.ts';

/** The part of the pixels that may differ: fonts are drawn a little differently on each machine. */
const TOLERANCE = 0.03;
/** By so many pixels a picture may be taller or lower. */
const TALLER = 24;

const folder = new URL('../../docs/images/cards/', import.meta.url);

/**
 * Compares a card with its picture in docs/images/cards, or takes the picture where it is missing or PICTURES=new.
 * @param name without the ending
 */
export async function expectPicture(host: CardHost, name: string): Promise<void> {
  const path = fileURLToPath(new URL(`${name}.png`, folder));
  const taken = await host.picture();
  if (process.env.PICTURES === 'new' || (!existsSync(path) && !process.env.CI)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, taken);
    return;
  }
  const [known, now] = [PNG.sync.read(readFileSync(path)), PNG.sync.read(taken)];
  expect(now.width).toBe(known.width);
  expect(Math.abs(now.height - known.height)).toBeLessThanOrEqual(TALLER);
  const [width, height] = [known.width, Math.min(known.height, now.height)];
  const bytes = width * height * 4;
  const parts = [known, now].map(({ data }) => data.subarray(0, bytes));
  const [before = parts[0], after = parts[1]] = parts;
  const different = pixelmatch(before as Buffer, after as Buffer, undefined, width, height, {
    threshold: 0.2,
  });
  expect(different / (width * height)).toBeLessThan(TOLERANCE);
}
