import type { FaultRule } from '../state/faults.ts';
import { failure } from './responses.ts';

/** What goes out instead of, or as, the real answer. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What becomes of the connection: `drop` and `hang` send nothing, `cut` sends half of the body. */
  end: 'whole' | 'cut' | 'drop' | 'hang';
}

const PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/** The answer as the rule wants it; without a rule, the real one. */
export async function spoil(response: Response, rule?: FaultRule): Promise<Answer> {
  const real = await answerOf(response);
  if (!rule) return real;
  const spoiled = await byKind(real, rule);
  return { ...spoiled, headers: { ...spoiled.headers, ...lower(rule.headers) } };
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
      return rule.body === undefined ? answerOf(failure(status, 'Server error')) : given(rule, status);
    }
    case 'html':
      return {
        ...given({ ...rule, body: rule.body ?? PAGE }, 502),
        headers: { 'content-type': 'text/html' },
      };
    case 'malformed':
      return { ...real, status: rule.status ?? 200, body: half(real.body) };
    case 'replace':
      return given(rule, 200);
    case 'drop':
    case 'cut':
    case 'hang':
      return { ...real, end: rule.kind };
    default:
      return real;
  }
}

function given(rule: FaultRule, status: number): Answer {
  const plain = typeof rule.body !== 'object';
  return {
    status: rule.status ?? status,
    headers: { 'content-type': plain ? 'text/plain; charset=utf-8' : 'application/json' },
    body: typeof rule.body === 'object' ? JSON.stringify(rule.body) : (rule.body ?? ''),
    end: 'whole',
  };
}

/** The first half of a body: JSON that breaks off. A handler that did not run leaves next to nothing. */
export function half(body: string): string {
  const whole = body.length > 1 ? body : '{"success":true,"data":[]}';
  return whole.slice(0, Math.ceil(whole.length / 2));
}

function lower(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
