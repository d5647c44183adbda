import type { Script } from '../scripts/script.ts';
import { connect } from './agent.ts';
import type { Session } from './session.ts';

/** Lets a script do a task. @returns what it says at the end */
export async function runScript(session: Session, script: Script): Promise<string> {
  await using agent = connect(session.program, session.env, session);
  return await script(agent, session.task.words);
}
