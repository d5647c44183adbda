import type { Task } from '../task.ts';
import { visitors } from '../world/people.ts';

/** Prospect lists, and the people on them. */
export const prospectTasks: readonly Task[] = [
  {
    name: 'who-do-i-know',
    words:
      'Whom do we know at Norrland Timber (norrland.example) already, on which of our lists, and at which addresses? Spend nothing.',
    end: {},
    answer: {
      says: [
        ...['henrik.dornfeld@norrland.example', 'ilse.elmhurst@norrland.example'],
        ...['jonas.falkenrath@norrland.example', 'katja.grunwald@norrland.example'],
        ...['lorenz.holmgard@norrland.example', 'mira.irvingstone@norrland.example'],
        ...['nils.jaspersen@norrland.example', 'oda.kestrel@norrland.example'],
        ...['Ideas', 'Nordic shops'],
      ],
    },
    most: { credits: 0 },
  },
  {
    name: 'long-list',
    words:
      "Two people called Okonkwo are on our list 'Trade fair visitors'. What are their first names and addresses, and how many people are on the list?",
    world: {
      lists: {
        'Trade fair visitors': [
          ...visitors(120),
          { email: 'ada.okonkwo@lighthouse.example', firstName: 'Ada', lastName: 'Okonkwo' },
          ...visitors(200).slice(120),
          { email: 'chidi.okonkwo@lagoon.example', firstName: 'Chidi', lastName: 'Okonkwo' },
          ...visitors(265).slice(200),
        ],
      },
    },
    end: {},
    answer: {
      says: ['Ada', 'ada.okonkwo@lighthouse.example', 'Chidi', 'chidi.okonkwo@lagoon.example', '267'],
    },
    most: { credits: 0, tokens: 8_000 },
  },
  {
    name: 'known-people',
    words:
      "Put these people on a new list 'Roundtable': Ines Okafor (ines.okafor@umbra.example, Chief Marketing Officer), Quinta Nordvik (quinta.nordvik@umbra.example, Head of Design), Oda Kestrel (oda.kestrel@meridian.example, Marketing Manager) and Delia Ashgrove (delia.ashgrove@meridian.example, Marketing Manager). Whom we have already belongs on the list too, but what is stored about them must stay as it is.",
    end: {
      lists: {
        Roundtable: [
          ...['delia.ashgrove@meridian.example', 'ines.okafor@umbra.example'],
          ...['oda.kestrel@meridian.example', 'quinta.nordvik@umbra.example'],
        ],
      },
      prospects: {
        'delia.ashgrove@meridian.example': {
          firstName: 'Delia',
          lastName: 'Ashgrove',
          position: 'Marketing Manager',
        },
      },
    },
    most: { credits: 0 },
  },
  {
    name: 'waiting-list',
    words:
      "Add these people to our list 'Berlin SaaS': Anja Roth (anja.roth@lighthouse.example), Piet de Wit (piet.dewit@lighthouse.example) and Lena Sommer (lena.sommer@lagoon.example). Nobody may get a mail because of it: if that cannot be had, put them on a new list 'Berlin waiting' instead, and tell me which campaign is in the way.",
    end: {
      lists: {
        'Berlin waiting': [
          ...['anja.roth@lighthouse.example', 'lena.sommer@lagoon.example'],
          'piet.dewit@lighthouse.example',
        ],
      },
      prospects: {
        'anja.roth@lighthouse.example': { firstName: 'Anja', lastName: 'Roth' },
        'piet.dewit@lighthouse.example': { firstName: 'Piet', lastName: 'de Wit' },
        'lena.sommer@lagoon.example': { firstName: 'Lena', lastName: 'Sommer' },
      },
    },
    answer: { says: ['Q4'] },
    most: { credits: 0 },
  },
  {
    name: 'custom-fields',
    words:
      "Petra Winslow of Globex (petra.winslow@globex.example) has signed: her contract ends on 31 December 2026, and her company has 120 employees. Put her on a new list 'Renewals' and write both into our own fields.",
    end: {
      lists: { Renewals: ['petra.winslow@globex.example'] },
      prospects: {
        'petra.winslow@globex.example': { 'Contract end': '2026-12-31', Employees: '120' },
      },
    },
    most: { credits: 0 },
  },
];
