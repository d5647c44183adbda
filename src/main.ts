#!/usr/bin/env node
import module from 'node:module';
import { refuseOldNode } from './config/node-version.ts';
import { cacheDir } from './config/platform.ts';

refuseOldNode();
// Hosts start a server with every conversation; from the second start on, its code is compiled already. In the user's
// own folder: what runs must not come from a place that others may write to.
module.enableCompileCache?.(cacheDir());
// Loaded only now: on an old Node the modules behind it would fail with words that help nobody.
// A reader that goes away early, such as head, is no failure of ours.
process.stdout.on('error', () => {});
const { main } = await import('./cli.ts');
const { listings } = await import('../tools/listing.ts');
const tools = async () => (await import('../tools/index.ts')).tools;
process.exitCode = await main(process.argv.slice(2), { listings, tools });
// Pipes are written asynchronously on some platforms: the answer has to be out before the end.
await new Promise(resolve => process.stdout.write('', resolve));
// undici keeps idle connections open for a while; nothing is under way any more.
process.exit();
