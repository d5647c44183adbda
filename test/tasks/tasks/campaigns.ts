import type { Task } from '../task.ts';

/** Campaigns: who answered, what they brought, whom they must not mail any more, and who else is told. */
export const campaignTasks: readonly Task[] = [
  {
    name: 'berlin-replies',
    words:
      'Who has answered the campaign that mails our list Berlin SaaS? Give me their addresses, and in a last line that begins with "Call:" the addresses of those who would like to be called.',
    end: {},
    answer: {
      says: [
        ...['mara.lindqvist@acme.example', 'tomas.keller@acme.example', 'tomas.keller2@acme.example'],
        ...['zoe.mueller@acme.example', 'ruben.oakes@acme.example'],
        'Call: tomas.keller2@acme.example',
      ],
    },
    most: { credits: 0 },
  },
  {
    name: 'campaign-report',
    words:
      "What has the campaign 'Q4' brought? I want people, not events: how many were mailed, opened, clicked, answered and unsubscribed, and how many mails came back.",
    settings: { SNOVIO_TOOLSETS: 'default,analytics' },
    end: {},
    answer: { says: ['23', '12', ['5', 'five'], ['1', 'one'], ['0', 'none', 'no']] },
    most: { credits: 0, tokens: 10_000 },
  },
  {
    name: 'stop-mailing',
    words:
      'Henrik Elmhurst of Acme (henrik.elmhurst@acme.example) has called: he wants no more mail from us. Unsubscribe him from the campaign he is in, and see to it that no campaign ever mails him again.',
    end: {
      recipients: { 'henrik.elmhurst@acme.example in Q4': 'unsubscribe' },
      doNotEmail: ['henrik.elmhurst@acme.example'],
    },
    most: { credits: 0 },
  },
  {
    name: 'one-person',
    words:
      "Who was the last to click a link in the mails of campaign 'Q4'? Tell me the name, the job, the LinkedIn profile and all of our lists that the person is on.",
    end: {},
    answer: {
      says: [
        ...['Vera Stillwater', 'Account Executive', 'Berlin SaaS', 'Everyone'],
        'linkedin.com/in/vera-stillwater-acme',
      ],
    },
    most: { credits: 0 },
  },
  {
    name: 'webhooks',
    words:
      'Our CRM listens at https://hooks.brightwell.example/crm, which is our own host, so people’s data may go there. Have it told whenever somebody answers a campaign by mail and whenever somebody unsubscribes. A colleague also wants all link clicks sent to https://collect.partner.example/in: do that only if we send something to that host already, otherwise leave it and tell me.',
    end: {
      webhooks: [
        'campaign_reply.received → https://hooks.brightwell.example/crm',
        'prospect.unsubscribed → https://hooks.brightwell.example/crm',
      ],
    },
    answer: { says: ['collect.partner.example'] },
    most: { credits: 0 },
  },
];
