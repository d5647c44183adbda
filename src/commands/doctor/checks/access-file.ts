import { AccessFileError } from '../../../config/access/access-file.ts';
import { accessContextOf, readAccessFile } from '../../../config/access/read-access-file.ts';
import type { Config, Environment } from '../../../config/settings.ts';
import { counted } from '../../../text/counted.ts';
import { type Finding, fail, ok } from '../finding.ts';

/** Reads the HTTP server's access file, where there is one. @param env where the credentials of its accounts are */
export function checkAccessFile(config: Config, env: Environment): Finding[] {
  const { accessFile: path } = config;
  if (path === undefined) return [];
  try {
    const { tokens, people, teams } = readAccessFile(path, accessContextOf(config), env);
    const named = people.length === 1 ? '1 person' : `${people.length} people`;
    const what = `${counted(tokens.length, 'token')}, ${named}, ${counted(teams.length, 'team')}`;
    return [ok('configuration', `the access file ${path}: ${what}`)];
  } catch (error) {
    if (!(error instanceof AccessFileError)) throw error;
    const remedy = 'Correct the file: docs/access.md shows one.';
    return error.problems.map(problem => fail('configuration', `${path}: ${problem}`, remedy));
  }
}
