import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

// Draws bundle/icon.png: an envelope with a tick, flat, so that it stays small.

const SIZE = 512;
type Colour = readonly [number, number, number, number];
const GROUND: Colour = [0x2f, 0x6d, 0xf6, 255];
const PAPER: Colour = [255, 255, 255, 255];
const TICK: Colour = [0x17, 0xb2, 0x6a, 255];
const NONE: Colour = [0, 0, 0, 0];

/** The colour at a point of the unit square. */
function colourAt(x: number, y: number): Colour {
  if (!inRounded(x, y, 0, 0, 1, 1, 0.2)) return NONE;
  if (nearLine(x, y, 0.56, 0.7, 0.65, 0.79, 0.035) || nearLine(x, y, 0.65, 0.79, 0.82, 0.6, 0.035))
    return TICK;
  if (!inRounded(x, y, 0.16, 0.26, 0.84, 0.74, 0.05)) return GROUND;
  const flap = nearLine(x, y, 0.18, 0.3, 0.5, 0.54, 0.022) || nearLine(x, y, 0.5, 0.54, 0.82, 0.3, 0.022);
  const halo = nearLine(x, y, 0.56, 0.7, 0.65, 0.79, 0.07) || nearLine(x, y, 0.65, 0.79, 0.82, 0.6, 0.07);
  return flap || halo ? GROUND : PAPER;
}

function inRounded(x: number, y: number, x0: number, y0: number, x1: number, y1: number, r: number): boolean {
  const dx = Math.max(x0 + r - x, x - (x1 - r), 0);
  const dy = Math.max(y0 + r - y, y - (y1 - r), 0);
  return Math.hypot(dx, dy) <= r;
}

function nearLine(x: number, y: number, ax: number, ay: number, bx: number, by: number, r: number): boolean {
  const [vx, vy] = [bx - ax, by - ay];
  const t = Math.min(1, Math.max(0, ((x - ax) * vx + (y - ay) * vy) / (vx * vx + vy * vy)));
  return Math.hypot(x - ax - t * vx, y - ay - t * vy) <= r;
}

/** Each pixel is the mean of four by four points, so that edges are smooth. */
function pixel(column: number, row: number): number[] {
  const points = Array.from({ length: 16 }, (_, i) =>
    colourAt((column + ((i % 4) + 0.5) / 4) / SIZE, (row + (Math.floor(i / 4) + 0.5) / 4) / SIZE),
  );
  const alpha = points.reduce((sum, point) => sum + point[3], 0);
  const mean = ([0, 1, 2] as const).map(at =>
    alpha === 0 ? 0 : Math.round(points.reduce((sum, point) => sum + point[at] * point[3], 0) / alpha),
  );
  return [...mean, Math.round(alpha / 16)];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** The picture as PNG. */
export function drawIcon(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  // Eight bits a channel, red, green, blue and alpha.
  header.set([8, 6], 8);
  const rows = Array.from({ length: SIZE }, (_, row) => [
    0,
    ...Array.from({ length: SIZE }, (_, column) => pixel(column, row)).flat(),
  ]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const target = join(import.meta.dirname, '..', 'bundle', 'icon.png');
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, drawIcon());
