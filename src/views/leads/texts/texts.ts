import { type Language, languageOf } from '../../shared/appearance.ts';
import type { Host } from '../../shared/host.ts';
import { ENGLISH, type Texts } from './english.ts';
import { GERMAN } from './german.ts';
import { reasonIn } from './reasons.ts';

/** How the card speaks: words, and numbers as they are written where the host is. */
export interface Speech {
  readonly language: Language;
  readonly locale: string;
  readonly texts: Texts;
  number(value: number): string;
  reason(reason: string): string;
}

export function speechOf(host: Host | undefined): Speech {
  const locale = host?.context.locale ?? navigator.language;
  const language = languageOf(locale);
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return {
    language,
    locale,
    texts: language === 'de' ? GERMAN : ENGLISH,
    number: value => format.format(value),
    reason: reason => reasonIn(language, reason),
  };
}
