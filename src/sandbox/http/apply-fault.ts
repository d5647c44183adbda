import type { FaultRule } from '../state/faults.ts';
import { error } from './responses.ts';

/** What goes out: the real answer, or what a fault has made of it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What becomes of the connection: `drop` and `hang` send nothing, `cut` sends half of the body. */
  end: 'whole' | 'cut' | 'drop' | 'hang';
}

const GATEWAY_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** The answer as the fault makes it; without a fault, the real answer. */
export async function applyFault(response: Response, rule?: FaultRule): Promise<Answer> {
  const real = await answerOf(response);
  if (!rule) return real;
  const faulty = await byKind(real, rule);
  return { ...faulty, headers: { ...faulty.headers, ...lowerCaseNames(rule.headers) } };
}

async function answerOf(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type') ?? 'application/json';
  return {
    status: response.status,
    headers: { 'content-type': type },
    body: await response.text(),
    end: 'whole',
  };
}

async function byKind(real: Answer, rule: FaultRule): Promise<Answer> {
  switch (rule.kind) {
    case 'status': {
      const status = rule.status ?? 500;
      return rule.body === undefined ? answerOf(error(status, 'Server error')) : fromRule(rule, status);
    }
    case 'html':
      return {
        ...fromRule({ ...rule, body: rule.body ?? GATEWAY_PAGE }, 502),
        headers: { 'content-type': 'text/html' },
      };
    case 'malformed':
      return { ...real, status: rule.status ?? 200, body: firstHalf(real.body) };
    case 'replace':
      return fromRule(rule, 200);
    case 'drop':
    case 'cut':
    case 'hang':
      return { ...real, end: rule.kind };
    default:
      return real;
  }
}

function fromRule(rule: FaultRule, status: number): Answer {
  const isJson = typeof rule.body === 'object';
  return {
    status: rule.status ?? status,
    headers: { 'content-type': isJson ? 'application/json' : 'text/plain; charset=utf-8' },
    body: typeof rule.body === 'object' ? JSON.stringify(rule.body) : (rule.body ?? ''),
    end: 'whole',
  };
}

/** The first half of a body: JSON that breaks off. When the handler did not run there is no body, so one is made up. */
export function firstHalf(body: string): string {
  const whole = body.length > 1 ? body : '{"success":true,"data":[]}';
  return whole.slice(0, Math.ceil(whole.length / 2));
}

function lowerCaseNames(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
