import type { Task } from '../task.ts';

/** Finding people, and what their addresses cost. */
export const findTasks: readonly Task[] = [
  {
    name: 'heads-of-sales',
    words:
      "Find five heads of sales at Initech (initech.example), Norrland Timber (norrland.example) and Meridian Freight (meridian.example), and save those who can be mailed to a new list 'Q1'. I don't want to spend more than 10 credits.",
    end: {
      lists: {
        Q1: {
          of: [
            ...['anton.yarrow@initech.example', 'lorenz.holmgard@initech.example'],
            'lorenz.holmgard@norrland.example',
            ...['mira.irvingstone@meridian.example', 'mira.holmgard@meridian.example'],
            ...['mira.grunwald@meridian.example', 'birte.yarrow@meridian.example'],
            ...['birte.westerholt@meridian.example', 'birte.vantongeren@meridian.example'],
          ],
          atLeast: 5,
          atMost: 5,
        },
      },
    },
    most: { credits: 10, requests: 60 },
  },
  {
    name: 'three-spellings',
    words:
      "In my notes the technical boss of Acme Rockets (acme.example) stands as 'Zoe Mueller', as 'Zoë Müller' and as 'Zoe Muller', which is all the same woman. She may be on one of our lists. Save her once, with her address, to a new list 'VIPs', and pay at most once for her.",
    end: { lists: { VIPs: ['zoe.mueller@acme.example'] } },
    answer: { says: ['zoe.mueller@acme.example'] },
    most: { credits: 1 },
  },
  {
    name: 'nobody-there',
    words:
      "I need the Chief Happiness Officer of Hollow Works (hollow.example) and that of Meridian Freight (meridian.example). Where there is none, take two HR managers of that company instead, with addresses that work. Save whom you find to a new list 'Culture', and tell me for which company you found nobody. 5 credits at most.",
    end: {
      lists: {
        Culture: {
          of: [
            ...['cosmo.zandvoort@meridian.example', 'cosmo.yarrow@meridian.example'],
            ...['cosmo.westerholt@meridian.example', 'nils.irvingstone@meridian.example'],
            'nils.holmgard@meridian.example',
          ],
          atLeast: 2,
          atMost: 2,
        },
      },
    },
    answer: { says: [['hollow.example', 'Hollow Works']] },
    most: { credits: 5 },
  },
  {
    name: 'profile-links',
    words:
      'Who is behind these profiles, where do they work, and at which address do I reach them? linkedin.com/in/petra-winslow-globex, https://www.linkedin.com/in/bill-lumen-initech/, https://x.com/maralindqvist and https://www.linkedin.com/in/nobody-of-that-name. 8 credits at most.',
    end: {},
    answer: {
      says: [
        ...['petra.winslow@globex.example', 'bill.lumen@initech.example', 'mara.lindqvist@acme.example'],
        ...['Globex', 'Initech', 'Acme Rockets', 'nobody-of-that-name'],
      ],
    },
    most: { credits: 8 },
  },
  {
    name: 'paid-before',
    words:
      "Get me the addresses of these people at Meridian Freight (meridian.example): Mira Irving-Stone, Birte Yarrow, Mira Holmgard, Birte Westerholt, Mira Grünwald, Oda Kestrel, Delia Ashgrove and Tilda Pellworth. Some of them you looked up last week. Save them to a new list 'Munich'. Then tell me how many credits this has cost now, and how many are left on the account.",
    before: [
      {
        tool: 'find_emails',
        args: {
          people: [
            { firstName: 'Mira', lastName: 'Irving-Stone', domain: 'meridian.example' },
            { firstName: 'Birte', lastName: 'Yarrow', domain: 'meridian.example' },
            { firstName: 'Mira', lastName: 'Holmgard', domain: 'meridian.example' },
            { firstName: 'Birte', lastName: 'Westerholt', domain: 'meridian.example' },
            { firstName: 'Mira', lastName: 'Grünwald', domain: 'meridian.example' },
          ],
        },
      },
    ],
    end: {
      lists: {
        Munich: [
          ...['mira.irvingstone@meridian.example', 'birte.yarrow@meridian.example'],
          ...['mira.holmgard@meridian.example', 'birte.westerholt@meridian.example'],
          ...['mira.grunwald@meridian.example', 'oda.kestrel@meridian.example'],
          ...['delia.ashgrove@meridian.example', 'tilda.pellworth@meridian.example'],
        ],
      },
    },
    answer: { says: [['3', 'three'], '992'] },
    most: { credits: 3 },
  },
  {
    name: 'domain-addresses',
    words:
      "Take the first ten people whom Snov.io lists for Globex (globex.example), without mailboxes like info@. Save those whose address certainly takes mail to a new list 'Globex people'. 11 credits at most.",
    // Only the older API can leave out shared mailboxes.
    settings: { SNOVIO_API_GENERATION: 'v1' },
    end: {
      lists: {
        'Globex people': [
          ...['mara.lindqvist@globex.example', 'petra.winslow@globex.example', 'oda.lindholt@globex.example'],
          ...['pavel.marlowefenn@globex.example', 'quinta.nordvik@globex.example'],
          ...['rafael.ostrander@globex.example', 'selma.pellworth@globex.example'],
          ...['ulrik.rosendahl@globex.example', 'vera.stillwater@globex.example'],
        ],
      },
    },
    most: { credits: 11 },
  },
];
