import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SnovioError } from '../../src/errors.ts';
import { Adversary } from './adversary.ts';
import { type Arguments, argumentsOf, type CallRecord, ceilingOf, wantsOf } from './calls.ts';
import {
  type Disk,
  type Environment,
  interceptStore,
  isOfTheDead,
  SimulatedProcess,
  WAIT_SECONDS,
} from './driver.ts';
import { SnovioModel } from './model/snovio.ts';
import { Network, type Sender } from './network.ts';
import type { CallStep, Scenario, Step, ToolName } from './scenario.ts';
import { randomFrom, runAs, VirtualTime } from './virtual-time.ts';

/** A scenario as it runs: processes, Snov.io, and everything that was called. */
export class Simulation implements AsyncDisposable {
  readonly scenario: Scenario;
  readonly time: VirtualTime;
  readonly model: SnovioModel;
  readonly adversary: Adversary;
  readonly calls: CallRecord[] = [];
  readonly disk: Disk = { full: false, statements: 0, endless: false };
  readonly processes: (SimulatedProcess | undefined)[] = [];
  /** The disk was full when a process died: what it could not store is lost. */
  lostWrites = false;
  /** How far the wall clock is ahead of the monotonic one, at most. */
  skewMs = 0;
  /** Rejections that nobody handled: they end a real process. */
  readonly crashes: string[] = [];
  readonly #rejections = takeRejections(error => this.crashes.push(String(error)));
  readonly #network: Network;
  readonly #store: Disposable;
  readonly #stateDir: string | undefined;
  #lives = 0;
  #everFull = false;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    const random = randomFrom(scenario.seed);
    this.time = new VirtualTime(random);
    this.time.onTurn = () => {
      this.disk.statements = 0;
    };
    this.#store = interceptStore();
    this.model = new SnovioModel(() => this.time.now, scenario.seed, scenario.plan);
    this.adversary = new Adversary(scenario.faults);
    this.#network = new Network(this.model, this.adversary, random, (sender, items) =>
      this.#causes(sender, items),
    );
    if (needsDisk(scenario)) this.#stateDir = mkdtempSync(join(memoryDisk(), 'snovio-simulation-'));
  }

  async step(step: Step): Promise<void> {
    if (step.do === 'call') this.start(step.on, step.tool, argumentsOf(step as CallStep));
    else if (step.do === 'wait') await this.time.advance(step.seconds * 1000);
    else if (step.do === 'cancel') this.#cancel();
    else if (step.do === 'clock') this.#jump(step.minutes * 60_000);
    else if (step.do === 'disk') this.#setFull(step.full);
    else if (step.do === 'kill at commit') {
      const process = this.processOf(step.on);
      if (process) process.commitsLeft = step.commit;
    } else {
      const process = this.processes[step.on];
      if (step.do === 'kill') process?.die();
      else process?.close();
      this.processes[step.on] = undefined;
    }
    await this.time.advance(50);
    this.#bury();
  }

  /** Starts a call; its record tells how it ends. */
  start(on: number, tool: ToolName, args: Arguments): CallRecord {
    const process = this.processOf(on);
    const startedAt = this.time.now;
    const record: CallRecord = {
      id: this.calls.length,
      on,
      process: process?.name ?? '',
      tool,
      args,
      wants: wantsOf(tool, args),
      fresh: args.fresh === true,
      ceiling: ceilingOf(args),
      startedAt,
      deadline: startedAt + (args.waitSeconds ?? WAIT_SECONDS) * 1000,
      abort: new AbortController(),
    };
    this.calls.push(record);
    if (process) void this.#follow(process, record);
    else record.died = true;
    return record;
  }

  /** Lets time pass until nobody waits for an answer any more. */
  async settle(): Promise<void> {
    await this.time.advance(700_000, () => this.open().length === 0);
    this.#bury();
  }

  /** Calls that have neither an answer nor died with their process. */
  open(): CallRecord[] {
    this.#bury();
    return this.calls.filter(call => call.answeredAt === undefined && !call.died);
  }

  /** The process of that place, started (again) where none lives; undefined when it cannot start. */
  processOf(on: number): SimulatedProcess | undefined {
    const running = this.processes[on];
    if (running?.alive) return running;
    this.#lives += 1;
    try {
      this.processes[on] = new SimulatedProcess(
        `${on}.${this.#lives}`,
        this.#environment(on),
        this.disk,
        this.#network,
      );
    } catch (error) {
      if (!(error instanceof SnovioError)) throw error;
      this.processes[on] = undefined;
    }
    return this.processes[on];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.processes) process?.die();
    await this.time.turn();
    this.#store[Symbol.dispose]();
    this.time[Symbol.dispose]();
    this.#rejections[Symbol.dispose]();
    if (this.#stateDir) rmSync(this.#stateDir, { recursive: true, force: true });
  }

  async #follow(process: SimulatedProcess, record: CallRecord): Promise<void> {
    try {
      const answer = await process.call(record.tool, record.args, record.abort.signal);
      if (process.alive) record.answer = answer as CallRecord['answer'] & object;
    } catch (error) {
      if (process.alive) record.error = worded(error);
    }
    if (process.alive) record.answeredAt = this.time.now;
    else record.died = true;
  }

  #environment(on: number): Environment {
    const { processes, perDay, plan } = this.scenario;
    const settings = processes[on] ?? { generation: 'auto' };
    return {
      SNOVIO_API_GENERATION: settings.generation,
      SNOVIO_STATE_DIR: this.#stateDir ?? ':memory:',
      SNOVIO_MAX_CREDITS_PER_DAY: String(perDay ?? 10_000),
      ...(settings.maxCredits !== undefined && { SNOVIO_MAX_CREDITS: String(settings.maxCredits) }),
      ...(plan && { SNOVIO_PLAN: plan }),
    };
  }

  /** The calls of a process that ask for any of these items, are open, and have time left. */
  #causes(sender: Sender, items: readonly string[]): number[] {
    return this.calls
      .filter(call => call.process === sender.name && call.answeredAt === undefined)
      .filter(call => call.cancelledAt === undefined && call.deadline > this.time.now)
      .filter(call => items.some(item => call.wants.has(item)))
      .map(call => call.id);
  }

  #cancel(): void {
    const call = this.open().find(({ cancelledAt }) => cancelledAt === undefined);
    if (!call) return;
    call.cancelledAt = this.time.now;
    runAs(this.processes[call.on], () => call.abort.abort());
  }

  #jump(ms: number): void {
    this.time.jump(ms);
    this.skewMs += Math.abs(ms);
  }

  #setFull(full: boolean): void {
    this.disk.full = full;
    this.#everFull ||= full;
  }

  /** The calls of dead processes are never answered. */
  #bury(): void {
    const alive = new Set(this.processes.flatMap(process => (process?.alive ? [process.name] : [])));
    for (const call of this.calls) {
      if (call.answeredAt !== undefined || call.died || alive.has(call.process)) continue;
      call.died = true;
      this.lostWrites ||= this.#everFull;
    }
    if (this.#everFull && this.#lives > this.scenario.processes.length) this.lostWrites = true;
  }
}

/** Where files live in memory, if there is such a place: a run writes hundreds of times. */
function memoryDisk(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** Only what survives a process, or is shared, has to be in files. */
function needsDisk({ processes, steps, faults }: Scenario): boolean {
  return (
    processes.length > 1 ||
    steps.some(step => /kill|close/.test(step.do)) ||
    [...faults.charge, ...faults.read, ...faults.token].some(act => act.startsWith('dies'))
  );
}

/** Takes unhandled rejections over from whoever listens; those of dead processes are nobody's. */
function takeRejections(note: (error: unknown) => void): Disposable {
  const others = process.rawListeners('unhandledRejection') as NodeJS.UnhandledRejectionListener[];
  const listen = (error: unknown) => {
    if (!isOfTheDead(error)) note(error);
  };
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listen);
  return {
    [Symbol.dispose]: () => {
      process.off('unhandledRejection', listen);
      for (const other of others) process.on('unhandledRejection', other);
    },
  };
}

function worded(error: unknown): { code: string; message: string } {
  const code = error instanceof SnovioError ? error.code : 'fault of ours';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
