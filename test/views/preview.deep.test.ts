import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VIEWS } from '../../src/mcp/apps/views.ts';
import { cannotRun, launch } from './kit.ts';

/** What stands in a card that has got an answer: a table, or a question. */
const SHOWN = 'main table, main .approval button.agree:enabled';
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

describe.skipIf(cannotRun)('snovio-mcp preview', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);

  afterAll(() => browser?.close());

  test.each(VIEWS.map(({ name }) => name))('shows %s with data of the sandbox', async name => {
    const child = spawn(process.execPath, [MAIN, 'preview', name], { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      const [line] = await once(child.stderr.setEncoding('utf8'), 'data');
      const url = /http:\S+/.exec(line)?.[0] ?? '';
      const page = await browser.newPage();
      await page.goto(url);
      const card = page.frameLocator('iframe');
      for (const scene of await page.getByLabel('Scene').locator('option').allInnerTexts()) {
        await page.getByLabel('Scene').selectOption(scene);
        await expect.poll(() => card.locator(SHOWN).count(), { timeout: 15_000 }).toBeGreaterThan(0);
      }
      const isDark = () => card.locator('html').getAttribute('data-theme');
      await page.getByLabel('Theme').selectOption('dark');
      await expect.poll(isDark).toBe('dark');
      expect((await fetch(`${url}request`, { method: 'POST', body: '{}' })).status).toBe(404);
      await page.close();
    } finally {
      child.kill('SIGTERM');
    }
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  });
});
