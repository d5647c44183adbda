import type { ServerResponse } from 'node:http';
import { escaped, pageHeaders } from '../html-page.ts';

const STYLE =
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:34rem;margin:3rem auto;padding:0 1rem}' +
  'h1{font-size:1.4rem}label{display:block;margin:1rem 0 .25rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}' +
  'button{font:inherit;margin-top:1.25rem;padding:.5rem 1rem}[role=alert]{border-left:.25rem solid #c33;padding-left:.75rem}' +
  '[role=status]{border-left:.25rem solid #393;padding-left:.75rem}code{overflow-wrap:anywhere}';

/** No other page that is open has a hold on it. */
const HEADERS: Readonly<Record<string, string>> = {
  ...pageHeaders(STYLE),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Puts values into HTML: whatever is not HTML already is text. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | undefined)[]): Html {
  const texts = values.map(value => (value instanceof Html ? value.text : escaped(value ?? '')));
  return new Html(parts.map((part, i) => `${part}${texts[i] ?? ''}`).join(''));
}

/** Answers with a page. */
export function sendPage(
  response: ServerResponse,
  { status = 200, title, body, cookies = [] }: PageParts,
): void {
  const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${new Html(STYLE)}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
  const text = page.text;
  response.writeHead(status, {
    ...HEADERS,
    'content-length': Buffer.byteLength(text),
    ...(cookies.length > 0 && { 'set-cookie': [...cookies] }),
  });
  response.end(text);
}

export interface PageParts {
  readonly status?: number;
  readonly title: string;
  readonly body: Html;
  /** `Set-Cookie` headers. */
  readonly cookies?: readonly string[];
}

/** Sends the browser on, with GET. */
export function sendOn(response: ServerResponse, location: string, cookies: readonly string[] = []): void {
  const { 'content-type': _, ...headers } = HEADERS;
  response.writeHead(303, { ...headers, location, 'set-cookie': [...cookies], 'content-length': 0 });
  response.end();
}
