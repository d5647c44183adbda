import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../harness.ts';

let h: Harness;
beforeEach(async () => {
  h = await startHarness({ env: { SNOVIO_WEBHOOK_HOSTS: 'hooks.trusted.example' } });
});
afterEach(() => h.close());

const sent = { eventObject: 'campaign_email', eventAction: 'sent' };
const own = { ...sent, endpointUrl: 'https://hooks.trusted.example/a' };

function posted() {
  return h.sandbox.requests.filter(({ path, method }) => path === '/v2/webhooks' && method === 'POST').length;
}

describe('add_webhook', () => {
  test('adds one at a host of the configuration and says where the data will go', async () => {
    const { structured } = await h.call('add_webhook', own);
    expect(structured).toMatchObject({
      webhook: {
        endpointUrl: 'https://hooks.trusted.example/a',
        eventObject: 'campaign_email',
        eventAction: 'sent',
        status: 'active',
        createdAt: expect.stringMatching(/Z$/),
      },
      note: expect.stringContaining('https://hooks.trusted.example/a'),
    });
  });

  test('any other host needs a confirmation', async () => {
    const other = { ...sent, endpointUrl: 'https://evil.example/x' };
    const refused = await h.call('add_webhook', other);
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain('evil.example');
    expect(refused.text).toContain('confirm: true');
    expect(posted()).toBe(0);
    expect((await h.call('add_webhook', { ...other, confirm: true })).isError).toBe(false);
  });

  test.each([
    'http://hooks.trusted.example/a',
    'https://localhost/a',
    'https://printer.local',
    'https://db.internal/',
    'https://intranet/',
    'https://127.0.0.1',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://10.1.2.3',
    'https://172.20.0.1',
    'https://192.168.1.1:8443/x',
    'https://169.254.169.254/latest',
    'https://100.64.0.1',
    'https://[::1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://user:pass@hooks.trusted.example/',
    'hooks.trusted.example',
    'javascript:alert(1)',
  ])('%s is refused even with confirm', async endpointUrl => {
    const refused = await h.call('add_webhook', { ...sent, endpointUrl, confirm: true });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain('endpointUrl');
    expect(posted()).toBe(0);
  });

  test('an action of another object is refused with the ones that fit', async () => {
    const refused = await h.call('add_webhook', { ...own, eventObject: 'campaign_reply' });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain('received, first_received, autoreply_received');
    expect((await h.call('add_webhook', { ...own, eventObject: 'moon' })).code).toBe('invalid_input');
    expect(posted()).toBe(0);
  });
});

test('list_webhooks tells how many are used', async () => {
  await h.call('add_webhook', own);
  const { structured } = await h.call('list_webhooks');
  expect(structured).toMatchObject({
    used: expect.any(Number),
    most: 50,
    webhooks: expect.arrayContaining([expect.objectContaining({ endpointUrl: own.endpointUrl })]),
  });
  expect((await h.call('list_webhooks', { limit: 0 })).code).toBe('invalid_input');
});

describe('an existing webhook', () => {
  async function added(): Promise<string> {
    const { structured } = await h.call('add_webhook', own);
    return (structured as unknown as { webhook: { id: string } }).webhook.id;
  }

  test('is switched off and on again', async () => {
    const webhookId = await added();
    const off = await h.call('update_webhook_status', { webhookId, status: 'deactivated' });
    expect(off.structured).toMatchObject({ webhook: { id: webhookId, status: 'deactivated' } });
    const on = await h.call('update_webhook_status', { webhookId, status: 'active' });
    expect(on.structured).toMatchObject({
      webhook: { status: 'active' },
      note: expect.stringContaining(own.endpointUrl),
    });
  });

  test('is deleted', async () => {
    const webhookId = await added();
    expect((await h.call('delete_webhook', { webhookId })).structured).toEqual({
      id: webhookId,
      deleted: true,
    });
    expect((await h.call('delete_webhook', { webhookId })).code).toBe('not_found');
  });

  test.each(['../../v1/get-balance', 'x', '1/2', ''])(
    'an id such as %s never gets into a path',
    async webhookId => {
      expect((await h.call('delete_webhook', { webhookId })).code).toBe('invalid_input');
      const update = await h.call('update_webhook_status', { webhookId, status: 'active' });
      expect(update.code).toBe('invalid_input');
      expect(h.sandbox.requests).toEqual([]);
    },
  );
});
