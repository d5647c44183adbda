/** A call of a tool. */
export interface SceneCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/** What a card is shown with. */
export interface Scene {
  /** Calls that come before, so that there is something to show. */
  readonly before: readonly SceneCall[];
  /** The calls that the card can belong to, by what they show. */
  readonly calls: Readonly<Record<string, SceneCall>>;
}

/** The scenes in the sandbox's world, by the name of the card. */
export const SCENES: Readonly<Record<string, Scene>> = {
  leads: {
    before: [],
    calls: {
      people: {
        name: 'find_people',
        arguments: { companies: ['Tarnhelm', 'Globex'], positions: ['manager', 'sales'] },
      },
      list: { name: 'get_prospects_in_list', arguments: { listId: 'Berlin SaaS', limit: 100 } },
      price: {
        name: 'verify_emails',
        arguments: { emails: Array.from({ length: 30 }, (_, i) => `person.${i + 1}@acme.example`) },
      },
    },
  },
  spending: {
    before: [
      {
        name: 'verify_emails',
        arguments: { emails: ['mara.lindqvist@acme.example', 'nobody@acme.example', 'info@acme.example'] },
      },
      {
        name: 'find_emails',
        arguments: { people: [{ firstName: 'Mara', lastName: 'Lindqvist', domain: 'acme.example' }] },
      },
    ],
    calls: { credits: { name: 'get_balance', arguments: {} } },
  },
  approval: {
    before: [],
    calls: {
      price: {
        name: 'search_domain_emails',
        arguments: { domain: 'acme.example', positions: ['Head of Sales', 'Account Executive'], limit: 60 },
      },
      mail: {
        name: 'save_prospects',
        arguments: {
          listId: 'Berlin SaaS',
          prospects: [{ email: 'ada@novum.example' }, { email: 'grace@novum.example' }],
        },
      },
      webhook: {
        name: 'add_webhook',
        arguments: {
          eventObject: 'campaign_email',
          eventAction: 'sent',
          endpointUrl: 'https://hooks.acme.example/mail',
        },
      },
      deletion: { name: 'delete_webhook', arguments: { webhookId: '14' } },
    },
  },
  campaign: {
    before: [],
    calls: {
      report: {
        name: 'get_campaign_report',
        arguments: { campaignId: 'Quiet engines, autumn', dateFrom: '2026-08-27', dateTo: '2026-09-26' },
      },
    },
  },
};
