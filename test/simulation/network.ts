import { ACTS, type Act, type Adversary } from './adversary.ts';
import { distort } from './distort.ts';
import type { Asked, Received, Reply, Route } from './model/route.ts';
import { UNKNOWN } from './model/route.ts';
import type { SnovioModel } from './model/snovio.ts';
import { runAs } from './virtual-time.ts';

/** What the way to Snov.io needs to know of the process that sends. */
export interface Sender {
  readonly name: string;
  readonly alive: boolean;
  die(): void;
}

/** How a request ended for its sender. */
export type Outcome = Reply | 'reset' | 'unreachable';

/** When an act of Snov.io is late, it comes just after the client's time-out of 30 s. */
const LATE_MS = 33_000;

/** The way between the processes and Snov.io: it takes its time, and the adversary sits on it. */
export class Network {
  readonly #model: SnovioModel;
  readonly #adversary: Adversary;
  readonly #random: () => number;
  /** Told of every request at the moment it leaves; returns the calls that can have caused it. */
  readonly #onSend: (sender: Sender, items: readonly string[], charged: boolean) => number[];

  constructor(
    model: SnovioModel,
    adversary: Adversary,
    random: () => number,
    onSend: (sender: Sender, items: readonly string[], charged: boolean) => number[],
  ) {
    this.#model = model;
    this.#adversary = adversary;
    this.#random = random;
    this.#onSend = onSend;
  }

  /** Sends a request. @returns how it ends; never, when the answer is lost or the sender dies */
  send(sender: Sender, asked: Asked): Promise<Outcome> {
    const lost = new Promise<Outcome>(() => {});
    if (!sender.alive) return lost;
    const route = this.#model.route(asked);
    const name = route ? this.#adversary.next(route) : 'ok';
    const act = ACTS[name] ?? ({ effect: 'done', reply: 'honest' } satisfies Act);
    const request = this.#record(sender, asked, route, name);
    if (act.dies === 'before') sender.die();
    // What happens on the way belongs to nobody: it goes on when the sender is dead.
    return runAs(undefined, () => this.#exchange(sender, { asked, route, act, request }));
  }

  #record(sender: Sender, asked: Asked, route: Route | undefined, act: string): Received {
    const items = route?.items(asked, this.#model) ?? [];
    const charged = route?.kind === 'charge';
    const request: Received = {
      id: this.#model.received.length,
      at: this.#model.now,
      process: sender.name,
      route: route?.name ?? asked.path,
      charged,
      items,
      quota: route?.quota,
      units: route?.quota === 'verifier' ? items.length : 1,
      act,
      performed: false,
      ambiguous: false,
      causes: this.#onSend(sender, items, charged),
    };
    this.#model.received.push(request);
    return request;
  }

  #exchange(
    sender: Sender,
    { asked, route, act, request }: { asked: Asked; route: Route | undefined; act: Act; request: Received },
  ): Promise<Outcome> {
    const latency = 60 + this.#random() * 400;
    const perform = () => (route ? this.#model.perform(route, asked, request) : UNKNOWN);
    request.ambiguous = !act.refusal && (act.reply !== 'honest' || act.distort !== undefined);
    return new Promise<Outcome>(resolve => {
      if (act.effect === 'late') setTimeout(perform, LATE_MS);
      let honest: Reply | undefined;
      if (act.effect === 'done') {
        setTimeout(() => {
          honest = perform();
        }, latency / 2);
      }
      if (act.reply === 'lost') return;
      setTimeout(() => {
        if (act.dies === 'after') sender.die();
        if (!sender.alive) request.ambiguous = true;
        else resolve(replyOf(act, request, honest));
      }, latency);
    });
  }
}

function replyOf(act: Act, request: Received, honest: Reply | undefined): Outcome {
  if (act.reply === 'reset' || act.reply === 'unreachable') return act.reply;
  if (request.act === 'sent false') return { status: 200, body: notSent(request) };
  if (act.reply !== 'honest' && act.reply !== 'lost') return act.reply;
  const reply = honest ?? UNKNOWN;
  return act.distort && reply.status === 200 ? { ...reply, body: distort(reply.body, act.distort) } : reply;
}

/** v1's words for "was not queued". */
function notSent({ items, route }: Received): object {
  if (route === 'find.v1.add') return { success: true, sent: false };
  const rows = items.map(item => [item.slice('verify:'.length), { sent: false }]);
  return { success: true, ...Object.fromEntries(rows) };
}
