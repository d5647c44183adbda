import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import type { CardHost } from './kit.ts';

/** Texts that would do something if they were taken for more than text, or spoil the card. */
export const HOSTILE: readonly string[] = [
  '<img src=x onerror="globalThis.harmed = 1"><script>globalThis.harmed = 1</script>',
  '"><svg onload=globalThis.harmed=1></svg></script></style></title>',
  'javascript:globalThis.harmed=1',
  `${'x'.repeat(5000)}`,
  '\u202Egro.live@evil\u2066 \u0000\u001b[31m',
  `{{constructor.constructor('globalThis.harmed=1')()}} \${globalThis.harmed=1}`,
];

/** What axe finds wrong with a card for people who use a keyboard or a screen reader. */
export async function violations(card: Frame): Promise<string[]> {
  await card.evaluate(axe.source);
  return card.evaluate(async () => {
    const { violations: found } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, {
      rules: { region: { enabled: true } },
    });
    return found.map((one: { id: string; nodes: { html: string }[] }) => `${one.id}: ${one.nodes[0]?.html}`);
  });
}

/** By how many pixels the card is wider than its frame. */
export function overflow(card: Frame): Promise<number> {
  return card.evaluate(() => {
    const root = document.documentElement;
    return Math.max(0, root.scrollWidth - root.clientWidth);
  });
}

/** What hostile text has done: what ran, what was loaded, what stands in the card that nobody put there. */
export async function harm(host: CardHost): Promise<string[]> {
  const inCard = await host.card.evaluate(() => [
    ...('harmed' in globalThis ? ['a script ran'] : []),
    ...[...document.querySelectorAll('main img, main script, main iframe, main a, main style')].map(
      ({ tagName }) => tagName,
    ),
  ]);
  return [...inCard, ...host.requests.filter(url => !url.startsWith('about:'))];
}
