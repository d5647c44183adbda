// Scripts run on the Node pinned in devDependencies. Its install script may have been blocked (npm's
// --ignore-scripts, npm 12 without allowScripts): then the system's Node would run them unnoticed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `snovio-mcp needs Node >= 22.19; these scripts run on ${process.version}. ` +
      'The pinned Node was not installed: run "npm ci" again with install scripts allowed (npm config get ignore-scripts).',
  );
  process.exit(1);
}
