import { type Finding, fail, ok } from '../finding.ts';

const OLDEST = [22, 19] as const;

/** Checks the version of Node.js. The program refuses to start with an older one; the finding is for the report. */
export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]))
    return ok('node', `Node.js ${version}`);
  const text = `Node.js ${version} is older than ${OLDEST.join('.')}`;
  return fail(
    'node',
    text,
    'Install a current Node.js from https://nodejs.org, also where the MCP host runs.',
  );
}
