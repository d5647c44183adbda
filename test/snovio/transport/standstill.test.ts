import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ApiClient } from '../../../src/snovio/transport/api-client.ts';
import { createHttp } from '../../../src/snovio/transport/http.ts';
import { Pace } from '../../../src/snovio/transport/pace.ts';
import { processSlots } from '../../../src/snovio/transport/slots.ts';
import { Times } from '../../../src/snovio/transport/times.ts';

/** A server in a thread of its own, which goes on while this one stands still: it answers 200 ms after that began. */
const SERVER = `
const { createServer } = require('node:http');
const { parentPort } = require('node:worker_threads');
const server = createServer((request, response) => {
  parentPort.postMessage('asked');
  setTimeout(() => response.end('{"answer":1}'), 200);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

test('a process that stands still while its charged request is answered hears the answer afterwards', async () => {
  const worker = new Worker(SERVER, { eval: true });
  const said = () => new Promise(resolve => worker.once('message', resolve));
  const origin = `http://127.0.0.1:${await said()}`;
  const http = createHttp(origin);
  const times = new Times(origin, 60);
  const pace = new Pace(processSlots({ requests: 60, windowMs: 60 }));
  const api = new ApiClient(http, pace, times, { id: 'id', secret: 'secret' });
  const paid = api.exchange({ method: 'POST', path: '/v1/a' }, 't', new AbortController().signal, true);
  await said();
  // As one that is stopped, or a laptop that sleeps.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, times.onceMs + 1000);
  expect(await paid.catch(error => error)).toEqual({ answer: 1 });
  await http.close();
  await worker.terminate();
});
