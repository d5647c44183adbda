import { baseline, type Program, product } from './host/programs.ts';
import { runScript } from './host/run-script.ts';
import { openSession } from './host/session.ts';
import type { Verdict } from './judge/judge.ts';
import { BASELINE_SCRIPTS } from './scripts/baseline.ts';
import { SCRIPTS } from './scripts/index.ts';
import type { Script } from './scripts/script.ts';
import type { Task } from './task.ts';
import { TASKS } from './tasks/index.ts';

/**
 * What scripts need for the same task with the server and with the baseline, as a table in Markdown.
 * @param name the only task; undefined for all that have a script for both
 */
export async function compare(speed: number, name?: string): Promise<string> {
  const lines: string[] = [];
  const tasks = TASKS.filter(task => name === undefined || task.name === name);
  for (const task of tasks) {
    const [own, bare] = [SCRIPTS[task.name], BASELINE_SCRIPTS[task.name]];
    if (!own || !bare) continue;
    lines.push(await measure(task, product, own, speed), await measure(task, baseline, bare, speed));
  }
  const head = '| task | server | calls | tokens of answers | credits | requests | end |';
  return [head, '|---|---|---|---|---|---|---|', ...lines].join('\n');
}

async function measure(task: Task, program: Program, script: Script, speed: number): Promise<string> {
  await using session = await openSession(task, { program, speed });
  return row(task.name, program, session.judge(await runScript(session, script)));
}

function row(task: string, { name }: Program, { figures, outcome }: Verdict): string {
  const { calls, tokens, credits, requests } = figures;
  const cells = [calls, tokens, credits, requests].map(figure => figure.toLocaleString('en'));
  return `| \`${task}\` | ${name} | ${cells.join(' | ')} | ${outcome} |`;
}
