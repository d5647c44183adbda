import { escaped, pageHeaders } from '../html-page.ts';
import type { Scope } from '../oauth/scopes.ts';

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#1c1c28;background:#fff}
h1{font-size:1.3rem}label{display:block;margin-top:.8rem}input{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;border:1px solid #777}
button{font:inherit;margin:1rem .5rem 0 0;padding:.5rem 1rem}strong{overflow-wrap:anywhere}.problem{color:#a00}
@media(prefers-color-scheme:dark){body{color:#eee;background:#16161d}.problem{color:#f99}}`;

const MEANING: Readonly<Record<Scope, string>> = {
  read: 'read what the account holds',
  spend: 'spend credits',
  write: 'change the account’s data, or delete from it',
  send: 'let mail go out',
};

/** What the page asks for. */
export interface Question {
  readonly clientName: string | undefined;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly Scope[];
  /** Whether it is this server's own page that asks, on which the person connects their account. */
  readonly isConnect: boolean;
  /** What was wrong with the last answer. */
  readonly problem?: string | undefined;
  readonly email?: string | undefined;
}

/** A page in HTML without scripts. @param formTarget where its form may lead in the end, besides this server */
export function page(
  title: string,
  content: string,
  formTarget = '',
): { html: string; headers: Record<string, string> } {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${content}</body></html>`;
  return { html, headers: pageHeaders(STYLE, formTarget) };
}

/** Asks a person to sign in, and to let a client in. */
export function signInPage(question: Question) {
  const { redirectUri, problem, email = '', isConnect } = question;
  const content = `${isConnect ? '<p>Then you can connect your Snov.io account.</p>' : clientOf(question)}
${problem === undefined ? '' : `<p class="problem" role="alert">${escaped(problem)}</p>`}
<form method="post" autocomplete="on"><label>E-mail <input name="email" type="email" autocomplete="username" required value="${escaped(email)}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button name="answer" value="allow">${isConnect ? 'Sign in' : 'Sign in and allow'}</button><button name="answer" value="deny" formnovalidate>Cancel</button></form>`;
  return page('Sign in', content, sourceOf(new URL(redirectUri)));
}

/** Who asks, and for what. */
function clientOf({ clientName, clientId, redirectUri, scopes }: Question): string {
  const client = new URL(clientId).host;
  const target = new URL(redirectUri);
  const named = clientName ? `It calls itself “${escaped(clientName.slice(0, 100))}”. ` : '';
  const goesTo = isOnThisDevice(target) ? 'a program on this device' : target.host || target.protocol;
  return `<p><strong>${escaped(client)}</strong> asks to work with Snov.io in your name. ${named}If you agree, you go on to <strong>${escaped(goesTo)}</strong>.</p>
<p>It may then:</p><ul>${scopes.map(scope => `<li>${MEANING[scope]}</li>`).join('')}</ul>
<p>Agree only if you have just connected it yourself.</p>`;
}

function isOnThisDevice({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** An address as a source of a content security policy, in which blanks, commas and semicolons would mean something else. */
function sourceOf({ protocol, origin }: URL): string {
  const source = protocol === 'https:' || protocol === 'http:' ? origin : protocol;
  return /^[a-z0-9.:/[\]+-]+$/i.test(source) ? source : '';
}
