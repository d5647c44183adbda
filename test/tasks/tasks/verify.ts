import type { Task } from '../task.ts';
import { staff, whoTakesMail } from '../world/people.ts';

const THIRTY = staff('meridian.example', 0, 30);
const TEN = staff('meridian.example', 40, 50);

/** Checking addresses before they are mailed. */
export const verifyTasks: readonly Task[] = [
  {
    name: 'thirty-addresses',
    words: `Which of these 30 addresses may I mail? 10 credits at most. Save those that are good to a new list 'July', and tell me how many are left unchecked. ${THIRTY.join(', ')}`,
    end: { lists: { July: { of: whoTakesMail(THIRTY), atLeast: 8, atMost: 10 } } },
    answer: { says: [['20', 'twenty']] },
    most: { credits: 10 },
  },
  {
    name: 'mixed-addresses',
    words:
      "Sort these addresses: Petra Winslow <petra.winslow@globex.example>, PETRA.WINSLOW@GLOBEX.EXAMPLE, mailto:petra.winslow@globex.example, ines.okafor@umbra.example, gordon.pryce@greyfield.example, tilda.quistgaard@globex.example, dario.fennimore@globex.example, Dario.Fennimore@globex.example, edda.abendroth@globex.example, sigrid.haugen@tarnhelm.example, edda.abendroth(at)globex. Those that certainly take mail go on a new list 'Safe', those where nobody can tell on a new list 'Unclear', each person once; the others nowhere. 7 credits at most.",
    end: {
      lists: {
        Safe: [
          ...['dario.fennimore@globex.example', 'edda.abendroth@globex.example'],
          'petra.winslow@globex.example',
        ],
        Unclear: [
          ...['gordon.pryce@greyfield.example', 'ines.okafor@umbra.example'],
          'sigrid.haugen@tarnhelm.example',
        ],
      },
    },
    most: { credits: 7 },
  },
  {
    name: 'clean-list',
    words:
      "Clean the list 'Trade fair 2025' before we mail it: whoever can be mailed safely goes on a new list 'Trade fair clean'. Nobody who has answered or unsubscribed, nobody whom a campaign of ours mails already, no mailboxes like info@, and nothing risky. It may cost 20 credits.",
    world: {
      lists: {
        'Trade fair 2025': [
          ...['petra.winslow@globex.example', 'zelda.westerholt@globex.example'],
          ...['oda.kestrel@meridian.example', 'delia.ashgrove@meridian.example'],
          // These have answered, are being mailed, have unsubscribed.
          ...['ruben.oakes@acme.example', 'henrik.elmhurst@acme.example', 'vera.stillwater@acme.example'],
          // These are gone, catch-all, greylisted.
          ...[
            'nils.jaspersen@meridian.example',
            'ines.okafor@umbra.example',
            'gordon.pryce@greyfield.example',
          ],
          { email: 'info@globex.example', firstName: 'Front', lastName: 'Desk' },
        ],
      },
    },
    end: {
      lists: {
        'Trade fair clean': [
          ...['delia.ashgrove@meridian.example', 'oda.kestrel@meridian.example'],
          ...['petra.winslow@globex.example', 'zelda.westerholt@globex.example'],
        ],
      },
    },
    most: { credits: 20, requests: 60 },
  },
  {
    name: 'lost-connection',
    words: `Check these ten addresses and save those that are good to a new list 'Webinar'. It may cost 10 credits, and no address is to be paid for twice, whatever happens. ${TEN.join(', ')}`,
    killedAt: '/v2/email-verification/result',
    end: { lists: { Webinar: whoTakesMail(TEN) } },
    most: { credits: 10 },
  },
];
