import { tokensOf } from '../../tokens.ts';
import type { Call } from '../record/calls.ts';
import type { Check, Figures, Verdict } from './judge.ts';

const OUTCOMES: Record<Verdict['outcome'], string> = {
  reached: 'REACHED',
  missed: 'MISSED',
  open: 'OPEN: nothing is wrong so far, but the answer of the agent is not known (--answer FILE)',
};

/** Characters of what is shown of an answer in a transcript, and of what a check has wanted and found. */
const LONG = 1200;
const LINE = 200;

/** A verdict for a person to read. */
export function reportOf(name: string, { checks, figures, outcome }: Verdict): string {
  return [...checks.map(lineOf), '', figuresLine(figures), `${name}: ${OUTCOMES[outcome]}`].join('\n');
}

function lineOf({ what, ok, found }: Check): string {
  const mark = ok === undefined ? '?     ' : ok ? 'ok    ' : 'wrong ';
  return `${mark} ${shortened(what, LINE)}${ok || !found ? '' : `; found: ${shortened(found, LINE)}`}`;
}

function figuresLine({ calls, tokens, credits, requests, listTokens }: Figures): string {
  const figure = (value: number) => value.toLocaleString('en');
  return `${figure(calls)} calls, ${figure(tokens)} tokens of answers, ${figure(credits)} credits, ${figure(requests)} requests to Snov.io; the list of tools: ${figure(listTokens)} tokens`;
}

/** Calls and answers for a person to read; of long ones start and end. */
export function transcriptOf(calls: readonly Call[]): string {
  return calls.map(partOf).join('\n\n');
}

function partOf({ tool, args, answer, isError }: Call): string {
  if (answer === undefined)
    return `→ ${tool} ${shortened(JSON.stringify(args))}\n← no answer: the connection broke`;
  const size = `${tokensOf(answer).toLocaleString('en')} tokens${isError ? ', an error' : ''}`;
  return `→ ${tool} ${shortened(JSON.stringify(args))}\n← (${size}) ${shortened(answer)}`;
}

/** With a gap in the middle: how much was paid and what comes next stands at the end of an answer. */
function shortened(text: string, most = LONG): string {
  const left = text.length - most;
  if (left <= 0) return text;
  const end = Math.round(most / 2);
  return `${text.slice(0, most - end)} … ${left} more characters … ${text.slice(-end)}`;
}
