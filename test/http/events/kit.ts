import type { Limits } from '../../../src/http/limits.ts';
import type { SandboxOptions } from '../../../src/sandbox/index.ts';
import { freePort } from '../free-port.ts';
import { type InProcessServer, startInProcess } from '../in-process.ts';
import { call, http, type RequestParts } from '../kit.ts';

/** A server that the sandbox's webhooks reach. */
export async function startReachable(
  env: Record<string, string> = {},
  sandbox: SandboxOptions = {},
  limits: Partial<Limits> = {},
): Promise<InProcessServer> {
  const port = await freePort();
  return startInProcess({
    port,
    sandbox,
    limits,
    env: { SNOVIO_PUBLIC_URL: `http://127.0.0.1:${port}`, SNOVIO_TOOLSETS: 'all', ...env },
  });
}

/** Adds a webhook for an event that comes to this server. @returns its path */
export async function addOwn(
  { port }: { port: number },
  event: string,
  parts: RequestParts = {},
): Promise<string> {
  const [eventObject, eventAction] = event.split(' ');
  const { structured } = await call(port, 'add_webhook', { eventObject, eventAction }, parts);
  return new URL(structured.webhook.endpointUrl).pathname;
}

/** Sends a body to a path, as Snov.io does. */
export function deliver({ port }: { port: number }, path: string, body: unknown, method = 'POST') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return http(port, { path, method, body: text, headers: { 'content-type': 'application/json' } });
}

export const REPLY = {
  campaignId: 237951,
  campaign: 'Q4',
  prospectName: 'Mara Lindqvist',
  prospectEmail: 'mara.lindqvist@acme.example',
  emailSubject: 'Hello',
  emailBody: '<p>Call me on Monday.</p>',
  visitedAt: '2026-11-02 10:00:00',
};
