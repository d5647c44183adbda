import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';
import { faultsInPlainText } from './checks.ts';
import { MARK, POISON } from './poisoner.ts';

test('a line of the log stays one line, whatever it quotes', () => {
  const lines: string[] = [];
  const log = createLog('debug', line => lines.push(line));
  log.warn(`protocol: ${POISON}`);
  log.error('get_balance failed', new TypeError(POISON));
  expect(lines).toHaveLength(2);
  const [warning = '', failure = ''] = lines;
  expect(warning).toMatch(/^snovio-mcp warn: protocol: .+\n$/);
  expect(warning).toContain(MARK);
  expect(warning.length).toBeLessThan(2100);
  expect(faultsInPlainText(warning)).toEqual([]);
  // Of an error its message is left out.
  expect(failure).toMatch(/^snovio-mcp error: get_balance failed \(TypeError\n/);
  expect(failure).not.toContain(MARK);
});
