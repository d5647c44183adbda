import { describe, expect, test } from 'vitest';
import { readMessage } from '../../src/views/campaign/message.ts';
import { momentOf, timelineOf } from '../../src/views/campaign/timeline.ts';

const open = { isClosed: false };

describe('the times of replies', () => {
  test('are days while there is room, then weeks, then months', () => {
    const unitOf = (to: string) => {
      const timeline = timelineOf(['2026-01-05T10:00:00Z'], { ...open, from: '2026-01-01', to });
      return [timeline?.unit, timeline?.buckets.length];
    };
    expect(unitOf('2026-03-03')).toEqual(['day', 62]);
    expect(unitOf('2026-03-04')).toEqual(['week', 10]);
    expect(unitOf('2027-03-04')).toEqual(['week', 62]);
    expect(unitOf('2027-03-09')).toEqual(['month', 15]);
    expect(unitOf('2090-01-01')).toEqual(['month', 62]);
  });

  test('are counted by day in UTC, whether the zone is written or not', () => {
    const times = ['2026-09-01T23:59:59', '2026-09-01T00:00:00Z', '2026-09-02', '2026-09-02T01:30:00+02:00'];
    const { buckets } = timelineOf(times, open) ?? { buckets: [] };
    expect(buckets.map(({ replies }) => replies)).toEqual([3, 1]);
  });

  test('outside of the days of a report are left out, and widen those of others', () => {
    const times = ['2026-08-31', '2026-09-01', '2026-09-03T23:00:00Z', '2026-09-04'];
    const span = { from: '2026-09-01', to: '2026-09-03' };
    const inside = timelineOf(times, { ...span, isClosed: true });
    expect(inside?.buckets.map(({ replies }) => replies)).toEqual([1, 0, 1]);
    expect(timelineOf(times, { ...span, isClosed: false })?.buckets).toHaveLength(5);
  });

  test('years ago are counted apart', () => {
    const timeline = timelineOf(['2003-01-01', '2003-05-05', '2026-09-01'], open);
    expect([timeline?.unit, timeline?.buckets.length, timeline?.earlier]).toEqual(['month', 62, 2]);
  });

  test.each(['', 'yesterday', '1970-01-01', '9999-12-31', 'T1', '2026-13-40'])('%j is none', text => {
    expect(momentOf(text)).toBeUndefined();
    expect(timelineOf([text, undefined], { ...open, from: text, to: text })).toBeUndefined();
  });
});

describe('a message', () => {
  test.each([
    ['On Fri, 28 Aug 2026 at 08:12, Sales <sales@acme.example> wrote:', '> Hello'],
    ['Am 28.08.2026 um 08:12 schrieb Vertrieb', '<sales@acme.example>:'],
    ['-----Original Message-----', 'Hello'],
    ['________________________________', 'Hello'],
    ['From: Sales', 'Sent: Friday'],
    ['Von: Vertrieb', 'Gesendet: Freitag'],
    ['> Hello', ''],
  ])('is folded from %j on', (head, next) => {
    const { body, quoted } = readMessage(undefined, `Yes.\nPlease do.\n\n${head}\n${next}`);
    expect([body, quoted]).toEqual(['Yes.\nPlease do.', `${head}\n${next}`.trim()]);
  });

  test.each(['From: here on we are interested', 'On the whole I agree:', 'Am I late?', 'a > b'])(
    'is not folded at %j',
    line => {
      expect(readMessage(undefined, `Yes.\n${line}\nMara`)).toMatchObject({ quoted: '' });
    },
  );

  test('that stands below what it quotes is told as a whole', () => {
    const text = '> How much?\nTwelve.';
    expect(readMessage(undefined, text)).toMatchObject({ body: text, quoted: '' });
  });

  test('gives its subject apart', () => {
    expect(readMessage('2026-09-01', 'Subject: Re: You\n\nYes.')).toEqual({
      receivedAt: '2026-09-01',
      subject: 'Re: You',
      body: 'Yes.',
      quoted: '',
    });
    expect(readMessage(undefined, 'Subject: Re: You')).toMatchObject({ subject: 'Re: You', body: '' });
  });
});
