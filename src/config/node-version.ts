/** Ends the process with one line where Node is too old. */
export function refuseOldNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  process.stderr.write(
    `snovio-mcp needs Node.js 22.19 or newer; this is ${version}. See https://nodejs.org\n`,
  );
  process.exit(1);
}
