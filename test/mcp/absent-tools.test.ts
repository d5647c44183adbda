import { describe, expect, test } from 'vitest';
import { startHarness } from '../harness.ts';

async function refusal(name: string, env: Record<string, string> = {}): Promise<string> {
  await using h = await startHarness({ env: { SNOVIO_TOOLSETS: 'default', ...env } });
  const error = await h.client.callTool({ name, arguments: {} }).catch(reason => reason);
  expect(error).toMatchObject({ code: -32602 });
  expect(h.sandbox.requests).toEqual([]);
  return error.message;
}

describe('a call of a tool that is not listed says', () => {
  test('which toolset has it, beside those that are chosen', async () => {
    const next = (toolsets: string) =>
      `There is no such tool here. Its toolset analytics is off: the user has to add it to the server's settings first, SNOVIO_TOOLSETS=${toolsets} [tool "get_campaign_report"]`;
    expect(await refusal('get_campaign_report')).toContain(next('default,analytics'));
    const env = { SNOVIO_TOOLSETS: 'find,verify' };
    expect(await refusal('get_campaign_report', env)).toContain(next('find,verify,analytics'));
  });

  test('that read-only mode leaves it out', async () => {
    expect(await refusal('save_prospects', { SNOVIO_READ_ONLY: '1' })).toContain(
      'this server is set to read only (SNOVIO_READ_ONLY): tell the user.',
    );
  });

  test('that use_tool runs it', async () => {
    const env = { SNOVIO_DYNAMIC_TOOLS: '1' };
    expect(await refusal('get_campaign_report', env)).toContain('use_tool runs it');
    expect(await refusal('create_campaign', env)).toContain('SNOVIO_TOOLSETS=default,campaign-editor');
  });

  test('which one was meant perhaps', async () => {
    expect(await refusal('get_balanse')).toContain(
      'There is no such tool here. Did you mean get_balance? [tool "get_balanse"]',
    );
    expect(await refusal('get_campaign_reports')).toMatch(
      /Did you mean get_campaign_report\? Its toolset analytics is off/,
    );
    expect(await refusal('x'.repeat(5000))).toMatch(/^[^?]{0,300}$/);
  });
});
