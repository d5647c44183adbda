import { expect, test } from 'vitest';
import { Browser, freePort, MARA, PASSWORD, startOwnSignIn, tls } from '../http/sign-in/kit.ts';
import { authorizationConformance } from './suite.ts';

// The scenarios of the official suite for authorization servers, against the one that is a part of the HTTP server.

test.skipIf(!tls)(
  'the server’s own authorization server passes all checks of the suite',
  { timeout: 120_000 },
  async () => {
    await using server = await startOwnSignIn();
    const port = await freePort();
    server.client.document.redirect_uris = [`http://127.0.0.1:${port}/callback`];
    const client = [
      '--client-id',
      server.client.clientId,
      '--resource',
      server.resource,
      '--port',
      String(port),
    ];
    const { code, output } = await authorizationConformance(server.issuer, client, async url => {
      const browser = new Browser(server.issuer);
      const page = await browser.open(url);
      return (await browser.send(page.url, { email: MARA, password: PASSWORD, answer: 'allow' })).url;
    });
    const counts = [...output.matchAll(/(\d+) passed, (\d+) failed/g)].map(([, passed, failed]) => [
      passed,
      failed,
    ]);
    expect(counts.length, output).toBeGreaterThan(0);
    for (const [passed, failed] of counts) {
      expect(Number(passed), output).toBeGreaterThan(0);
      expect(failed, output).toBe('0');
    }
    for (const scenario of ['authorization-server-metadata', 'authorization-code-grant'])
      expect(output).toContain(scenario);
    expect(output).not.toMatch(/SKIPPED|FAILURE|WARNING/);
    expect(code, output).toBe(0);
  },
);
