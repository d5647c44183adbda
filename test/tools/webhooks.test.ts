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
    'https://[::ffff:0:10.0.0.1]/',
    'https://[::ffff:0:169.254.169.254]/',
    'https://[64:ff9b::10.0.0.1]/',
    'https://[2002:a00:1::]/',
    'https://[3fff::1]/',
    'https://[5f00::1]/',
    'https://api.default.svc/',
    'https://api.default.svc.cluster.local/',
    'https://vault.service.consul/',
    'https://metadata.google.internal/',
    'https://nas.lan./',
    'https://nas.LAN/',
    'https://10.0.0.1.nip.io/',
    'https://app-10-0-0-1.sslip.io/',
    'https://127.0.0.1.xip.io/',
    'https://hooks.localtest.me/',
    'https://lvh.me/',
    'https://user:pass@hooks.trusted.example/',
    'http://hooks.trusted.example/',
    'hooks',
    'localhost:3000/hook',
    '10.0.0.1/hook',
    'javascript:alert(1)',
    'mailto:mara@hooks.trusted.example',
  ])('%s is refused even with confirm', async endpointUrl => {
    const refused = await h.call('add_webhook', { ...sent, endpointUrl, confirm: true });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toContain('endpointUrl');
    expect(posted()).toBe(0);
  });

  test.each(['https://nip.io.example/', 'https://svc.example/', 'https://[2606:4700::1111]/'])(
    '%s is public',
    async endpointUrl => {
      expect((await h.call('add_webhook', { ...sent, endpointUrl, confirm: true })).isError).toBe(false);
    },
  );

  test('a link without its scheme is an https link, and trusted as such', async () => {
    const trusted = await h.call('add_webhook', { ...sent, endpointUrl: ' hooks.trusted.example/plain ' });
    expect(trusted.structured.webhook.endpointUrl).toBe('https://hooks.trusted.example/plain');
    const asked = await h.call('add_webhook', { ...sent, endpointUrl: 'evil.example/x' });
    expect(asked.text).toMatch(/confirm: true\. \[host "evil\.example"/);
  });

  test('a trusted host is trusted on port 443 alone, unless its port is named', async () => {
    const env = {
      SNOVIO_WEBHOOK_HOSTS: 'hooks.trusted.example, Ports.trusted.example:8443,b\u00fccher.example:443',
    };
    await using named = await startHarness({ env, reuse: h.sandbox });
    const add = (endpointUrl: string) => named.call('add_webhook', { ...sent, endpointUrl });
    for (const endpointUrl of [
      'https://hooks.trusted.example:8443/',
      'https://ports.trusted.example/',
      'https://sub.hooks.trusted.example/',
      'https://hooks.trusted.example.evil.example/',
    ]) {
      expect((await add(endpointUrl)).text).toContain('confirm: true');
    }
    expect(posted()).toBe(0);
    for (const endpointUrl of [
      'https://HOOKS.trusted.example:443/',
      'https://ports.trusted.example:8443/',
      'https://xn--bcher-kva.example/',
    ]) {
      expect((await add(endpointUrl)).isError).toBe(false);
    }
  });

  test('of a host that is too long to show, the end is shown: it says whose it is', async () => {
    const endpointUrl = `https://hooks.trusted.example.${'x'.repeat(40)}.evil.example/`;
    const refused = await h.call('add_webhook', { ...sent, endpointUrl });
    expect(refused.text).toMatch(/\[host "….*\.evil\.example", event "campaign_email sent"\]$/);
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

test('every request says that it is JSON, as the reference asks, with a body or without', async () => {
  const { structured } = await h.call('add_webhook', own);
  const webhookId = structured.webhook.id;
  await h.call('update_webhook_status', { webhookId, status: 'active' });
  await h.call('delete_webhook', { webhookId, confirm: true });
  const requests = h.sandbox.requests.filter(({ path }) => path.startsWith('/v2/webhooks'));
  expect(requests.map(({ method, contentType }) => [method, contentType])).toEqual(
    ['POST', 'GET', 'PUT', 'DELETE'].map(method => [method, 'application/json']),
  );
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

  test('is deleted once the user has agreed', async () => {
    const webhookId = await added();
    const refused = await h.call('delete_webhook', { webhookId });
    expect(refused.code).toBe('invalid_input');
    expect(refused.text).toBe(
      `confirm: the webhook would be gone for good. Ask the user, then repeat with confirm: true. [webhook "${webhookId}", event "campaign_email sent", host "hooks.trusted.example"]`,
    );
    expect((await h.call('delete_webhook', { webhookId, confirm: true })).structured).toEqual({
      id: webhookId,
      deleted: true,
    });
    for (const confirm of [true, undefined])
      expect((await h.call('delete_webhook', { webhookId, confirm })).code).toBe('not_found');
  });

  test.each<[object, string, string]>([
    [{ data: { success: false } }, 'refused', 'refused'],
    [{ data: { success: false, errors: { id: ['It is in use'] } } }, 'refused', 'It is in use'],
    [{ data: { success: false }, message: 'It is in use' }, 'refused', 'It is in use'],
    [{ success: false, message: 'It is in use' }, 'refused', 'It is in use'],
    [{ data: {} }, 'upstream_malformed', 'list_webhooks'],
    [{ data: { success: 'perhaps' } }, 'upstream_malformed', 'list_webhooks'],
    [{ success: true }, 'upstream_malformed', 'list_webhooks'],
    [[], 'upstream_malformed', 'another shape'],
    [{}, 'upstream_malformed', 'list_webhooks'],
  ])('is not told as deleted when Snov.io says %j', async (body, code, said) => {
    const webhookId = await added();
    h.sandbox.faults.add({ method: 'DELETE', path: `/v2/webhooks/${webhookId}`, kind: 'replace', body });
    const answer = await h.call('delete_webhook', { webhookId, confirm: true });
    expect(answer.code).toBe(code);
    expect(answer.text).toContain(said);
  });

  test.each(['active', 'deactivated'] as const)('is not told as %s unless Snov.io says so', async status => {
    const webhookId = await added();
    const { structured } = await h.call('list_webhooks');
    const { id, endpointUrl } = structured.webhooks.find(({ id }: { id: string }) => id === webhookId);
    const other = status === 'active' ? 'deactivated' : 'active';
    for (const said of [{ status: other }, {}]) {
      const body = { data: { id: Number(id), end_point: endpointUrl, ...said } };
      h.sandbox.faults.add({ method: 'PUT', path: `/v2/webhooks/${webhookId}`, kind: 'replace', body });
      const answer = await h.call('update_webhook_status', { webhookId, status });
      expect(answer.code).toBe('upstream_malformed');
      expect(answer.text).toContain('list_webhooks');
    }
  });

  test('that is deactivated says when Snov.io does that, and nothing is said without one', async () => {
    const webhookId = await added();
    const rules = /200 to 299 within 3 s in 7 attempts over 38 hours/;
    const { structured } = await h.call('list_webhooks', { limit: 1000 });
    for (const { id } of structured.webhooks)
      await h.call('update_webhook_status', { webhookId: id, status: 'active', confirm: true });
    expect((await h.call('list_webhooks')).structured.note).toBeUndefined();
    await h.call('update_webhook_status', { webhookId, status: 'deactivated' });
    const { note } = (await h.call('list_webhooks')).structured;
    expect(note).toMatch(rules);
    expect(note).toContain('update_webhook_status');
    const on = await h.call('update_webhook_status', { webhookId, status: 'active' });
    expect(on.structured.note).toMatch(rules);
  });

  describe('that is switched on follows the rules of a new one', () => {
    /** Snov.io's list of webhooks has one more, which leads there. */
    const leadingTo = (end_point: string, status = 'active') => {
      const webhook = { id: 77, end_point, event_object: 'email', event_action: 'x', status: 'deactivated' };
      const body = { data: [{ data: webhook }] };
      h.sandbox.faults.add({ method: 'GET', path: '/v2/webhooks', kind: 'replace', body, times: Infinity });
      h.sandbox.faults.add({
        method: 'PUT',
        path: '/v2/webhooks/77',
        kind: 'replace',
        body: { data: { ...webhook, status } },
      });
    };
    const activate = (args = {}) =>
      h.call('update_webhook_status', { webhookId: '77', status: 'active', ...args });
    const puts = () => h.sandbox.requests.filter(({ method }) => method === 'PUT').length;

    test('another host needs a confirmation', async () => {
      leadingTo('https://evil.example/x');
      const refused = await activate();
      expect(refused.code).toBe('invalid_input');
      expect(refused.text).toMatch(/confirm: true\. \[host "evil\.example", event "email x"\]$/);
      expect(puts()).toBe(0);
      expect((await activate({ confirm: true })).isError).toBe(false);
    });

    test.each(['http://hooks.trusted.example/', 'https://10.0.0.1/', 'https://db.internal/', 'nothing', ''])(
      '%j is refused even with confirm',
      async endpoint => {
        leadingTo(endpoint);
        const refused = await activate({ confirm: true });
        expect(refused.code).toBe('invalid_input');
        expect(refused.text).toContain('webhookId');
        expect(puts()).toBe(0);
      },
    );

    test('one that is not listed is not found, and switching off asks nobody', async () => {
      expect((await activate({ confirm: true })).code).toBe('not_found');
      expect(puts()).toBe(0);
      leadingTo('https://evil.example/x', 'deactivated');
      expect((await activate({ status: 'deactivated' })).isError).toBe(false);
    });

    test.each([{}, { data: null }, { data: 'x' }, { success: false }])(
      '%j is no list without it',
      async body => {
        h.sandbox.faults.add({ method: 'GET', path: '/v2/webhooks', kind: 'replace', body, times: Infinity });
        expect((await activate({ confirm: true })).code).toBe('upstream_malformed');
        expect((await h.call('list_webhooks')).code).toBe('upstream_malformed');
        expect(puts()).toBe(0);
      },
    );

    test('if the webhooks cannot be read, nothing is switched on', async () => {
      const fault = { method: 'GET', path: '/v2/webhooks', kind: 'status', status: 403 } as const;
      h.sandbox.faults.add(fault);
      expect((await activate({ confirm: true })).code).toBe('plan_forbidden');
      expect(puts()).toBe(0);
    });
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
