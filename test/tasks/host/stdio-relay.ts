// Stands between a host and the server on stdio: passes every line on, and records it. Its only argument is the file in
// which the session says what to start.
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { recorderTo, type Side } from '../record/messages.ts';
import type { RelayFile } from './relay-file.ts';

const { program, env, messages, pids } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RelayFile;

const server = spawn(process.execPath, program, {
  env: { ...process.env, ...env },
  stdio: ['pipe', 'pipe', 'inherit'],
});
appendFileSync(pids, `${server.pid}\n`);
const record = recorderTo(messages);

pass('host', process.stdin, server.stdin).once('close', () => server.stdin.end());
pass('server', server.stdout, process.stdout);
// A host that writes just when the server is killed sees its connection close, and not this process fail.
server.stdin.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
// A killed server has no code of its own.
server.once('close', code => process.exit(code ?? 1));

function pass(side: Side, from: NodeJS.ReadableStream, to: NodeJS.WritableStream) {
  return createInterface({ input: from, crlfDelay: Number.POSITIVE_INFINITY }).on('line', line => {
    record(side, line);
    to.write(`${line}\n`);
  });
}
