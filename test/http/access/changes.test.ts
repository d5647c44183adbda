import { expect, test } from 'vitest';
import { openAccess } from '../../../src/http/access/access.ts';
import { accessFile, tokenOf } from './kit.ts';

test('each problem of a changed file is told apart in the log, and what was read before holds', async () => {
  using file = accessFile({ tokens: [{ token: tokenOf('machine') }] });
  const said: string[] = [];
  const log = { info: () => {}, error: (line: string) => said.push(line) };
  const access = openAccess({ accessFile: file.path, httpTokens: [] } as never, log as never, 20);
  const before = access?.rules;
  file.write({ tokens: [{ token: 'short' }, { token: tokenOf('other'), creditPerDay: 1 }] });
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toContain(
    'What was read before holds. tokens[0].token: is a token of fewer than 24 characters; tokens[1]: has',
  );
  expect(access?.rules).toBe(before);
  access?.close();
});
