import { isTooOld, OLDEST_NODE } from '../../../config/node-version.ts';
import { type Finding, fail, ok } from '../finding.ts';

/** Checks the version of Node.js. The program refuses to start with an older one; the finding is for the report. */
export function checkNode(version: string = process.versions.node): Finding {
  if (!isTooOld(version)) return ok('node', `Node.js ${version}`);
  const text = `Node.js ${version} is older than ${OLDEST_NODE.join('.')}`;
  return fail(
    'node',
    text,
    'Install a current Node.js from https://nodejs.org, also where the MCP host runs.',
  );
}
