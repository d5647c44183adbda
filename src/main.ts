#!/usr/bin/env node
import module from 'node:module';
import { refuseOldNode } from './config/node-version.ts';
import { cacheDir } from './config/platform.ts';

refuseOldNode();
// Hosts start a server with every conversation. With the cache, its code is compiled only once. The cache is in the
// user's own folder, since others must not be able to write code that runs here.
module.enableCompileCache?.(cacheDir());
// A reader that closes the pipe early, such as head, is not an error.
process.stdout.on('error', () => {});
// Imported only after the check above: an old Node would fail on this code with a message that helps nobody.
const { main } = await import('./cli.ts');
const { listings } = await import('../tools/listing.ts');
const tools = async () => (await import('../tools/index.ts')).tools;
process.exitCode = await main(process.argv.slice(2), { listings, tools });
// Pipes are written asynchronously on some platforms: waits until everything is written.
await new Promise(resolve => process.stdout.write('', resolve));
// An access to a drive that does not answer would hold up the end for good.
const isReading = () => process.getActiveResourcesInfo().some(what => what.startsWith('FSReq'));
if (isReading()) await new Promise(resolve => setTimeout(resolve, 300));
if (isReading()) process.kill(process.pid, 'SIGKILL');
// undici keeps idle connections open for a while, which would delay the end.
process.exit();
