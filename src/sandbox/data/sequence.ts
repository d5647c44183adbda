import type { CampaignSeed } from './types.ts';

/** A sequence of three mails that has run for some weeks. */
export const SEQUENCE: CampaignSeed = {
  id: 237_959,
  name: 'Quiet engines, autumn',
  listId: 8_512_911,
  status: 'Active',
  subject: 'A quieter engine for your rockets',
  followUps: ['Three numbers from the test stand', 'Shall I close your file?'],
};

/** What its recipients write back. @param name of who writes @param quoted the mail that is answered */
export const ANSWERS: readonly ((name: string, quoted: string) => string)[] = [
  name =>
    `Hi,\n\nthanks for reaching out. We are looking at exactly this for the spring. Could you send prices for a team of twelve?\n\nBest,\n${name}`,
  () => 'Not for us right now, but please write again in January.',
  (name, quoted) =>
    `Sounds good. Tuesday at ten or Thursday after two would suit me for a call.\n\nBest regards\n${name}\n\nOn Fri, 28 Aug 2026 at 08:12, Sales <sales@sandbox.example> wrote:\n\n> ${quoted}\n>\n> It runs at half the noise of the one that you fly today, and it weighs less.\n> If you are curious, I bring the measurements along: fifteen minutes will do.\n>\n> Kind regards\n> Sales`,
  name =>
    `How does it compare with the engine we have? We pay about half of your list price today, and the noise is not what keeps us awake.\n\n${name}`,
  () => 'Please take me off your list.',
  (name, quoted) =>
    `<div>I am not the right person for this. Our purchasing decides on engines; you reach them at <b>purchasing@acme.example</b>.</div><div>${name}</div><hr><div>From: Sales &lt;sales@sandbox.example&gt;<br>Sent: Friday, 28 August 2026 08:12<br>To: ${name}<br>Subject: A quieter engine for your rockets</div><p>${quoted}</p><p>It runs at half the noise of the one that you fly today, and it weighs less.</p>`,
  name =>
    `Hello,\n\nyou have our attention. Before we talk, four things that we would need to know:\n\n1. How long is the lead time for the first three?\n2. Do you train our people on the test stand, or do we send them to you?\n3. What happens to the warranty when we change the nozzles ourselves? We do that after every second flight, and our present supplier makes a fuss about it each time.\n4. Is the price in your brochure for a single engine, or for the set with its pumps and the harness?\n\nIf the answers are what I hope they are, I would bring our head of propulsion to the call. She is on leave until the fourteenth, so the week after would be best. A visit to the test stand is possible too, as long as it is announced: the gate needs two days for a badge.\n\nRegards,\n${name}`,
  () => 'Interested. Send me a PDF.',
];
