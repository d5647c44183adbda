import { afterAll, beforeAll, expect, test } from 'vitest';
import { VOCABULARY } from '../../src/text/vocabulary.ts';
import { tools } from '../../tools/index.ts';
import { type Harness, REACHABLE, startHarness } from '../harness.ts';
import { tokensOf } from '../tokens.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ env: REACHABLE });
});
afterAll(() => h.close());

async function page(uri: string): Promise<string> {
  const { contents } = await h.client.readResource({ uri });
  const [content] = contents as { mimeType: string; text: string }[];
  expect(content?.mimeType).toBe('text/markdown');
  return content?.text ?? '';
}
const section = (text: string, title: string) =>
  text.split(`## ${title}\n`)[1]?.split('\n## ')[0]?.trim() ?? '';

test('the index names every tool with its price, and explains every word of answers', async () => {
  const text = await page('snovio://reference');
  for (const { name, toolset, credits } of tools)
    expect(text).toContain(`- \`${name}\` (${toolset}; credits: ${credits}): `);
  for (const { term, meaning } of VOCABULARY) expect(text).toContain(`- \`${term}\`: ${meaning}.`);
  expect(tokensOf(text)).toBeLessThan(12_000);
});

test('every tool has a page with what its declaration says', async () => {
  for (const tool of tools) {
    const text = await page(`snovio://reference/${tool.name}`);
    expect(text).toContain(tool.description);
    expect(text).toContain(`Credits: ${tool.credits}`);
    for (const method of tool.methods) expect(text).toContain(method);
    // An argument that is understood only for those who know it from before is listed nowhere.
    const listed = Object.entries(tool.input.shape).filter(([, schema]) => !schema.meta()?.deprecated);
    for (const [argument] of listed)
      expect(section(text, 'Arguments'), tool.name).toContain(`- \`${argument}\`: `);
    for (const field of Object.keys(tool.output.shape))
      expect(section(text, 'Answer'), tool.name).toContain(`- \`${field}\`: `);
    expect(tokensOf(text), tool.name).toBeLessThan(4500);
  }
  expect(h.sandbox.requests).toEqual([]);
});

test('a page says what arguments take, in words', async () => {
  const text = section(await page('snovio://reference/find_emails'), 'Arguments');
  expect(text).toContain('- `people`: list of objects, at most 100, needed. Whom to find.');
  expect(text).toContain('  - `firstName`: text, needed. First name.');
  expect(text).toContain('- `maxCredits`: number. Credits the user agreed to.');
  expect(section(await page('snovio://reference/get_balance'), 'Arguments')).toBe('None.');
});

test('a page explains the words that can stand in this answer, and no others', async () => {
  const verify = section(await page('snovio://reference/verify_emails'), 'Words in it');
  for (const term of ['valid', 'greylisted', 'catchall', 'credit_ceiling', 'spent'])
    expect(verify).toContain(`- \`${term}\`: `);
  for (const term of ['added', 'role_address', 'probability'])
    expect(verify).not.toContain(`- \`${term}\`: `);
  const prepare = section(await page('snovio://reference/prepare_leads'), 'Words in it');
  expect(prepare).toContain('- `role_address`: ');
  const recipients = section(await page('snovio://reference/check_campaign_recipients'), 'Words in it');
  expect(recipients).toContain('- `to_check`: added, but not mailed yet');
  expect(section(await page('snovio://reference/list_webhooks'), 'Words in it')).toBe('');
});

test('a page tells the errors that can come, and what to do', async () => {
  const errorsOf = async (tool: string) =>
    [...section(await page(`snovio://reference/${tool}`), 'Errors').matchAll(/^- `(\w+)`: \S/gm)].map(
      ([, code]) => code,
    );
  expect(await errorsOf('verify_emails')).toEqual(expect.arrayContaining(['credit_ceiling', 'in_doubt']));
  expect(await errorsOf('save_prospects')).toEqual(
    expect.arrayContaining(['sending_not_allowed', 'not_found', 'invalid_input']),
  );
  const balance = await errorsOf('get_balance');
  for (const code of ['invalid_input', 'not_found', 'credit_ceiling', 'sending_not_allowed', 'in_doubt'])
    expect(balance).not.toContain(code);
  expect(new Set(balance).size).toBe(balance.length);
});

test('an unknown tool is told, and not repeated at length', async () => {
  const uri = `snovio://reference/${'x'.repeat(1500)}`;
  const error = await h.client.readResource({ uri }).catch(reason => reason);
  expect(error).toMatchObject({ code: -32602 });
  expect(error.message).toContain('snovio://reference has all of them');
  expect(error.message.length).toBeLessThan(300);
});
