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
export function languageOf(locale: string = navigator.language): Language {
  return locale.toLowerCase().startsWith('de') ? 'de' : 'en';
}
