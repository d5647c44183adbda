import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A server that a task can be tried with. */
export interface Program {
  readonly name: string;
  /** Arguments of Node that start it on stdio. */
  readonly stdio: readonly string[];
  /** The same over HTTP, on this port of 127.0.0.1. */
  http(port: number): readonly string[];
}

/** What is built of this checkout. */
export const product: Program = {
  name: 'snovio-mcp',
  stdio: [path('../../../dist/main.js')],
  http: port => [path('../../../dist/main.js'), 'http', '--port', String(port)],
};

/** One tool for each method of Snov.io's API. */
export const baseline: Program = {
  name: 'baseline',
  stdio: [path('../baseline/stdio.ts')],
  http: port => [path('../baseline/http.ts'), String(port)],
};
