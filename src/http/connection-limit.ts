import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const FULL = [
  'HTTP/1.1 503 Service Unavailable',
  'Retry-After: 5',
  'Content-Length: 0',
  'Connection: close',
  '\r\n',
].join('\r\n');

/**
 * Limits how many connections are open. Beyond the limit, the one that has been without a call for the longest is closed,
 * such as one that sends its request a byte at a time. A new one is refused only while every other carries a call.
 */
export class ConnectionLimit {
  readonly #max: number;
  /** How many calls each open connection carries. */
  readonly #calls = new Map<Socket, number>();
  /** The connections that carry none, the one that has been so for the longest first. */
  readonly #idle = new Set<Socket>();

  constructor(max: number) {
    this.#max = max;
  }

  /** How many connections are open, and how many of them carry a call. */
  get load(): { open: number; busy: number } {
    return { open: this.#calls.size, busy: this.#calls.size - this.#idle.size };
  }

  watch(server: Server): void {
    server.on('connection', socket => {
      this.#calls.set(socket, 0);
      this.#idle.add(socket);
      socket.once('close', () => {
        this.#calls.delete(socket);
        this.#idle.delete(socket);
      });
      if (this.#calls.size > this.#max) this.#closeOne(socket);
    });
  }

  /** The connection carries a call. @returns ends that */
  occupy(socket: Socket): () => void {
    this.#count(socket, 1);
    return () => this.#count(socket, -1);
  }

  #count(socket: Socket, by: 1 | -1): void {
    const calls = this.#calls.get(socket);
    if (calls === undefined) return;
    this.#calls.set(socket, calls + by);
    if (calls + by === 0) this.#idle.add(socket);
    else this.#idle.delete(socket);
  }

  #closeOne(newest: Socket): void {
    const [idlest = newest] = this.#idle;
    this.#calls.delete(idlest);
    this.#idle.delete(idlest);
    if (idlest !== newest) return void idlest.destroy();
    newest.write(FULL);
    newest.destroySoon();
  }
}
