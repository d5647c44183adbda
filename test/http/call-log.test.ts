import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const MODULE = join(import.meta.dirname, '../../src/http/call-log.ts');

const record = (requestId: string) => ({
  requestId,
  tool: 'get_balance',
  effect: 'read',
  caller: 'address 127.0.0.1',
  outcome: 'ok',
  ms: 1,
  upstream: {},
  credits: 0,
});

/** What a process writes that has logged two calls. @param end how it ends */
function logged(end: string): string[] {
  const code = `
    const { createCallLog } = await import(${JSON.stringify(MODULE)});
    const log = await createCallLog('info');
    log.call(${JSON.stringify(record('first'))});
    log.call(${JSON.stringify(record('second'))});
    ${end}`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return [...stderr.matchAll(/^\{.*"requestId":"(\w+)".*"msg":"call"\}$/gm)].map(([, id]) => id ?? '');
}

test.each([
  ['with nothing left to do', ''],
  ['by itself', 'process.exit(3);'],
  ['by an error', 'throw new Error("a bug");'],
  ['later', 'setTimeout(() => process.exit(), 50);'],
])('a process that ends %s has written a line for each call', (_, end) => {
  expect(logged(end)).toEqual(['first', 'second']);
});
