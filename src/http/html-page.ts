import { createHash } from 'node:crypto';

/**
 * The headers of a page that has no script and no frame, takes nothing from elsewhere, and is not kept.
 * @param style the text of its style sheet
 * @param formTarget where its form may lead in the end, besides this server
 */
export function pageHeaders(style: string, formTarget = ''): Record<string, string> {
  const rules = [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    `form-action 'self' ${formTarget}`.trim(),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': rules.join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    // With no-referrer, browsers send a form without saying where it comes from.
    'referrer-policy': 'same-origin',
  };
}

/** Text as it stands in HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}
