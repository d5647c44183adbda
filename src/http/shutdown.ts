import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app/app.ts';
import type { McpTasks } from '../mcp/tasks/mcp-tasks.ts';
import type { HttpServer } from './server.ts';

/** When flows answer with what they have. Orchestrators kill a process 30 s after they asked it to stop. */
const ANSWER_MS = 15_000;
/** When all other calls are cancelled. */
const CANCEL_MS = 17_000;
/** When the connections are closed, whatever still runs. */
const DISCONNECT_MS = 18_000;
/** When the app is closed; until then charged requests under way may finish. */
const CLOSE_MS = 25_000;
/** What all these have room for: a call that comes at the end of a longer drain has as much time as at the end of this one. */
const USUAL_DRAIN_MS = 5000;

/** The steps in which a server stops, each in milliseconds from the start of the shutdown. */
export class Shutdown {
  readonly #answerNow = new AbortController();
  readonly #stop = new AbortController();
  /** Aborts when running calls have to answer with what they have. */
  readonly answerNow = this.#answerNow.signal;
  /** Aborts when calls that have nothing to answer with are cancelled. */
  readonly stop = this.#stop.signal;

  /**
   * Refuses new calls, stops the tasks, lets the running calls end, and closes the app.
   * @param drainMs how long it first goes on as before but for saying that it is not ready: until nobody sends anything here
   */
  async run(server: HttpServer, tasks: McpTasks, app: App, drainMs: number): Promise<void> {
    const later = Math.max(0, drainMs - USUAL_DRAIN_MS);
    const closeAt = performance.now() + CLOSE_MS + later;
    const timers = [
      setTimeout(() => this.#answerNow.abort(), ANSWER_MS + later),
      setTimeout(() => this.#stop.abort(), CANCEL_MS + later),
    ];
    const tooLate = sleep(DISCONNECT_MS + later, undefined, { ref: false });
    server.announceEnd();
    if (drainMs > 0) await sleep(drainMs);
    const drained = server.drain();
    // Another process goes on with them, or the next one.
    await tasks.close();
    await Promise.race([drained, tooLate]);
    for (const timer of timers) clearTimeout(timer);
    await server.close();
    await app.close(Math.max(0, closeAt - performance.now()));
  }
}
