#!/usr/bin/env node
import { refuseOldNode } from './node-version.ts';

refuseOldNode();
// Loaded only now: on an old Node the modules behind it would fail with words that help nobody.
const { main } = await import('./cli.ts');
const { tools } = await import('../tools/index.ts');
process.exitCode = await main(process.argv.slice(2), tools);
// Pipes are written asynchronously on some platforms: the answer has to be out before the end.
await new Promise(resolve => process.stdout.write('', resolve));
// undici keeps idle connections open for a while; nothing is under way any more.
process.exit();
