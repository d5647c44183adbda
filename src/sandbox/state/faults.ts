import type { LoggedRequest } from '../log.ts';

/**
 * What goes wrong with an answer. `status`: an error status with a body; `html`: a gateway's HTML page;
 * `malformed`: status 200 with broken JSON; `replace`: the given body; `drop`: socket destroyed without an
 * answer; `cut`: socket destroyed in the middle of the body; `slow`: the right answer, late; `hang`: no answer,
 * socket open; `pass`: nothing, for a rule that only listens.
 */
export type FaultKind =
  | 'status'
  | 'drop'
  | 'cut'
  | 'slow'
  | 'hang'
  | 'html'
  | 'malformed'
  | 'replace'
  | 'pass';

/** `received`: before the handler; `charged`: the handler has run; `answered`: the answer has been sent. */
export type Stage = 'received' | 'charged' | 'answered';

/** A fault to inject. It applies only to requests that passed the rate limit and the token check. */
export interface FaultRule {
  /** Any verb when left out. */
  method?: string;
  /** The real path or the reference's template, or an expression that the real path matches. */
  path: string | RegExp;
  /** How many requests it applies to; default 1, `Infinity` for all. */
  times?: number;
  /** How many matching requests it lets pass first; default 0. */
  skip?: number;
  /** A further condition. */
  where?: (request: LoggedRequest) => boolean;
  /**
   * `before` (default): the handler does not run and nothing is charged; `after`: it runs and charges, then the
   * answer goes wrong. `slow` and `pass` always let it run; `before` makes `slow` wait ahead of the handler.
   */
  when?: 'before' | 'after';
  kind: FaultKind;
  /** For `status` (default 500), `html` (default 502), `replace` and `malformed` (default 200). */
  status?: number;
  /** A string is sent as text/plain (`html`: text/html), an object as JSON. */
  body?: string | object;
  headers?: Record<string, string>;
  /** Real milliseconds to wait, ahead of the handler or, with `after`, of the answer. */
  delayMs?: number;
  /** Called at each stage; a promise is waited for, so a test can stop the sandbox in the middle. */
  on?: (stage: Stage, request: LoggedRequest) => void | Promise<void>;
}

/** The faults to inject, in order. */
export class FaultQueue {
  #entries: { rule: FaultRule; skip: number; left: number }[] = [];

  /** Appends a rule. */
  add(rule: FaultRule): void {
    this.#entries.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? 1 });
  }

  /** Removes all rules. */
  clear(): void {
    this.#entries = [];
  }

  /** The first rule that applies to this request, if any, which uses it up once. */
  take(request: LoggedRequest): FaultRule | undefined {
    for (const entry of this.#entries) {
      if (entry.left <= 0 || !matches(entry.rule, request)) continue;
      if (entry.skip-- > 0) continue;
      entry.left -= 1;
      return entry.rule;
    }
    return undefined;
  }
}

function matches(rule: FaultRule, request: LoggedRequest): boolean {
  if (rule.method && rule.method.toUpperCase() !== request.method) return false;
  const pathMatches =
    typeof rule.path === 'string'
      ? rule.path === request.path || rule.path === request.template
      : new RegExp(rule.path.source, rule.path.flags.replace(/[gy]/g, '')).test(request.path);
  return pathMatches && (rule.where?.(request) ?? true);
}

/** Whether the handler runs although the rule applies. */
export function runsHandler(rule: FaultRule): boolean {
  return rule.when === 'after' || rule.kind === 'slow' || rule.kind === 'pass';
}
