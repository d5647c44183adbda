import { type Swept, sweepAnswers, sweepArguments } from '../hostile/sweep.ts';
import { atMost, type Figure, type Part } from './figure.ts';

const MEBIBYTE = 2 ** 20;

/** How long hostile texts in arguments and answers hold up the server, and what it keeps of them. */
export const hostile: Part = {
  name: 'hostile',
  run: async () => [
    ...figures('hostile arguments', await sweepArguments(8)),
    ...figures('hostile answers', await sweepAnswers(8)),
  ],
};

function figures(what: string, { calls, longest, rssBytes }: Swept): Figure[] {
  return [
    atMost(`${what}: longest block`, longest.ms, 50, {
      unit: ' ms',
      digits: 0,
      from: `${longest.during}, ${calls} calls`,
    }),
    atMost(`${what}: more memory at the end`, rssBytes / MEBIBYTE, 50, { unit: ' MiB', digits: 0 }),
  ];
}
