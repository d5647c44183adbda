/** The oldest Node.js that runs this program, major and minor. The same as `engines` in package.json; a test compares them. */
export const OLDEST_NODE = [22, 19] as const;

/** @param version such as `22.19.0` */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/** What is wrong with an older one, and what to do. */
export function tooOldText(version: string): string {
  return `snovio-mcp needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${version}. See https://nodejs.org`;
}

/** Ends the process with a line on stderr if Node.js is too old. */
export function refuseOldNode(version: string = process.versions.node): void {
  if (!isTooOld(version)) return;
  process.stderr.write(`${tooOldText(version)}\n`);
  process.exit(1);
}
