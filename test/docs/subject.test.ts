import { execSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { subjectOf } from '../../src/http/oauth/access-tokens.ts';
import { fenced } from './pages.ts';

test.skipIf(process.platform === 'win32')(
  'the command shown tells which person a line of the audit log is about',
  () => {
    const command = fenced('docs/configuration.md', 'sh').find(({ text }) =>
      text.includes('mara@acme.example'),
    );
    // macOS has another name for the same.
    const portable = command?.text.replace('sha256sum', 'openssl dgst -sha256 -r') ?? 'false';
    const said = execSync(portable, { encoding: 'utf8' });
    expect(said.split(' ')[0]).toBe(subjectOf('https://mcp.example.com', 'mara@acme.example'));
  },
);
