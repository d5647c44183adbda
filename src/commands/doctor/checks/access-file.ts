import { AccessFileError } from '../../../config/access/access-file.ts';
import { accessContextOf, readAccessFile } from '../../../config/access/read-access-file.ts';
import type { Config, Environment } from '../../../config/settings.ts';
import { counted } from '../../../text/counted.ts';
import { fileRemedy } from '../file-remedy.ts';
import { type Finding, fail, ok } from '../finding.ts';
import { requestToken } from '../token-request.ts';
import { checkCredentialsAccepted } from './credentials.ts';

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
    return error.problems.map(problem =>
      fail('configuration', `${path}: ${problem}`, fileRemedy(problem, 'docs/access.md')),
    );
  }
}

/** Checks that Snov.io accepts the credentials of each account that a right access file names. */
export async function checkNamedAccounts(config: Config, env: Environment): Promise<Finding[]> {
  if (config.accessFile === undefined || config.sandbox) return [];
  const { tokens, people, teams, others } = readAccessFile(config.accessFile, accessContextOf(config), env);
  const accounts = [...tokens, ...people, ...teams, ...(others ? [others] : [])].flatMap(
    ({ account }) => account ?? [],
  );
  const findings: Finding[] = [];
  for (const { name, id, secret } of new Map(accounts.map(account => [account.name, account])).values()) {
    const response = await requestToken(config, id, secret);
    const own = { ...config, clientId: id, clientSecret: secret };
    const { text, ...finding } = await checkCredentialsAccepted(own, response, `_${name}`);
    findings.push({ ...finding, text: `account ${name}: ${text}` });
  }
  return findings;
}
