/** The picture in the README: an excerpt of what `npm run demo` printed, in the frame of a terminal. */

/** The demo's steps that the picture shows; all of them would not fit on a screen. */
const STEPS = [4, 9, 11, 13];
/** Longer lines are cut here, where the demo's widest table has its last column. */
const COLUMNS = 94;
const FONT_SIZE = 13;
const CHARACTER_WIDTH = 7.83;
const LINE_HEIGHT = 19;
const MARGIN = 20;
const TITLE_BAR = 34;

/**
 * Draws an SVG. It brings its own background, so it reads the same on a light and on a dark page.
 * @param output what the demo wrote to stdout
 * @returns the SVG file; the same for every run that found the same, since times are left out
 */
export function pictureOf(output: string): string {
  const lines = ['$ npm run demo', ...excerpt(output)];
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH) + 2 * MARGIN;
  const height = TITLE_BAR + lines.length * LINE_HEIGHT + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">Part of what npm run demo prints</title>
<style>
text { font: ${FONT_SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9; white-space: pre; }
.prompt { fill: #7ee787; }
.step { fill: #f0f6fc; font-weight: bold; }
.call { fill: #79c0ff; }
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="#0d1117" stroke="#6e7681"/>
<circle cx="20" cy="17" r="5" fill="#ff7b72"/><circle cx="38" cy="17" r="5" fill="#e3b341"/><circle cx="56" cy="17" r="5" fill="#7ee787"/>
${lines.map(drawLine).join('\n')}
</svg>
`;
}

/** The chosen steps, each up to the blank line behind it. Progress reports and times differ from run to run. */
function excerpt(output: string): string[] {
  const steps = output.split(/\n\n(?=\d+\. )/).slice(1);
  const shown = STEPS.map(number => {
    const step = steps.find(text => text.startsWith(`${number}. `));
    if (!step) throw new Error(`The demo has no step ${number}; scripts/demo-picture.ts shows it.`);
    return step.split('\n\n')[0] ?? '';
  });
  return shown.flatMap(step => ['', ...step.trimEnd().split('\n').filter(isShown).map(timeless)]);
}

function isShown(line: string): boolean {
  return !line.startsWith('    …');
}

function timeless(line: string): string {
  const text = line.replace(/^( {2}\w+): \d+\.\d s(?:, )?(.*)$/, (_, tool, rest) =>
    rest ? `${tool}: ${rest}` : tool,
  );
  return text.slice(0, COLUMNS).trimEnd();
}

function drawLine(line: string, index: number): string {
  const y = TITLE_BAR + (index + 1) * LINE_HEIGHT - 5;
  const kind = kindOf(line);
  const text = line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${MARGIN}" y="${y}"${kind && ` class="${kind}"`} xml:space="preserve">${text}</text>`;
}

function kindOf(line: string): string {
  if (line.startsWith('$')) return 'prompt';
  if (/^\d+\. /.test(line)) return 'step';
  return /^ {2}[a-z]+(_[a-z]+)+(:|$)/.test(line) ? 'call' : '';
}
