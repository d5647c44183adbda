// What is used of undici, as a file of its own in dist/: program and library share it, and neither loads it before the
// first request.
export { Agent, ProxyAgent, request } from 'undici';
