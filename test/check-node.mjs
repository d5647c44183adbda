import { readFileSync } from 'node:fs';

// Scripts run on the Node pinned in devDependencies. If npm did not run its install script (--ignore-scripts, or npm 12
// without allowScripts), they would run on the system's Node, and nobody would notice.
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [oldestMajor, oldestMinor] = engines.node.replace('>=', '').split('.').map(Number);
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(
    `snovio-mcp needs Node ${engines.node}; these scripts run on ${process.version}. ` +
      'The pinned Node was not installed: run "npm ci" again with install scripts allowed (npm config get ignore-scripts).',
  );
  process.exit(1);
}
