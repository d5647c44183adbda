import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** Who sent a message. */
export type Side = 'host' | 'server';

/** A JSON-RPC message as it passed between host and server. */
export interface Passed {
  readonly side: Side;
  /** Ids of messages count within a connection. */
  readonly connection: string;
  readonly message: Message;
}

/** The parts of a JSON-RPC message that are looked at. */
export interface Message {
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly arguments?: object };
  readonly result?: Result;
  readonly error?: { readonly message?: string };
}

interface Result {
  readonly content?: readonly { readonly type?: string; readonly text?: string }[];
  readonly isError?: boolean;
  readonly tools?: readonly { name: string; description?: string; inputSchema?: object }[];
}

/** Takes down what passes. */
export type Recorder = (side: Side, text: string) => void;

let opened = 0;

/** Appends what passes on a new connection to a file, one line a message; what is no JSON-RPC message is left out. */
export function recorderTo(file: string): Recorder {
  const connection = `${process.pid}.${++opened}`;
  return (side, text) => {
    for (const message of parsed(text))
      appendFileSync(file, `${JSON.stringify({ side, connection, message })}\n`);
  };
}

/** All that passed so far. */
export function recorded(file: string): Passed[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as Passed);
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}
