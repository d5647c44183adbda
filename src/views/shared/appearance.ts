import type { HostContext } from './host.ts';

/** Takes over the host's theme, colours, fonts and language. */
export function follow({ theme, locale, styles }: HostContext): void {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  for (const [name, value] of Object.entries(styles?.variables ?? {})) {
    if (name.startsWith('--') && typeof value === 'string') root.style.setProperty(name, value);
  }
  root.lang = languageOf(locale);
}

export type Language = 'en' | 'de';

/** @param locale such as `de-AT`; by default the browser's */
export function languageOf(locale: unknown = navigator.language): Language {
  return /^de(?![a-z])/i.test(String(locale)) ? 'de' : 'en';
}

/** The locale to write numbers and dates in: the host's where the texts are in its language, that of the texts elsewhere. */
export function localeOf(locale: unknown = navigator.language): string {
  const language = languageOf(locale);
  try {
    const [known = language] = Intl.getCanonicalLocales(String(locale));
    return known.startsWith(language) ? known : language;
  } catch {
    // Hosts may write `de_AT`, or anything.
    return language;
  }
}
