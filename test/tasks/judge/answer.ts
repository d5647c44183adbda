import type { Facts } from '../task.ts';
import type { Check } from './judge.ts';

/** Whether an agent's last words hold what a task wants to be told. */
export function judgeAnswer(facts: Facts | undefined, answer: string | undefined): Check[] {
  const { says = [], saysNot = [] } = facts ?? {};
  const wanted = says.map(one => [one].flat());
  return [
    ...wanted.map(texts => judgeText(`the answer says ${texts.join(' or ')}`, answer, texts, true)),
    ...saysNot.map(text => judgeText(`the answer does not say ${text}`, answer, [text], false)),
  ];
}

function judgeText(
  what: string,
  answer: string | undefined,
  texts: readonly string[],
  isWanted: boolean,
): Check {
  if (answer === undefined) return { what, ok: undefined, found: 'the answer is not known' };
  return { what, ok: texts.some(text => contains(answer, text)) === isWanted };
}

/** As whole words: 5 is not said by 15. */
function contains(answer: string, text: string): boolean {
  const escaped = plain(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u').test(plain(answer));
}

/** Without letter case, line breaks and the marks of Markdown. */
function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/[*_`]/g, '').replace(/\s+/g, ' ');
}
