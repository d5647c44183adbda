import connect from 'undici/lib/api/api-connect.js';
import api from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';

// What is used of undici, as a file of its own in dist/: program and library share it, and neither loads it before the
// first request. Its main file would bring fetch, WebSocket, caches and mocks, which are half of it. These modules have no
// types; the code that imports undici is checked against those of its main file.

// A proxy is asked for a way through by `connect`.
Object.assign(Dispatcher.prototype, { request: api, connect });

/**
 * As undici's own `request`, for an address and a dispatcher that are always given.
 * @param {URL} url
 */
export function request(url, { dispatcher, method = 'GET', ...options }) {
  return dispatcher.request({ ...options, method, origin: url.origin, path: `${url.pathname}${url.search}` });
}

export { Agent, Pool, ProxyAgent };
