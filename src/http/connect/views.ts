import { html, type PageParts } from './page.ts';

/** What the page shows of the person who is signed in. */
export interface FormFacts {
  /** How the authorization server names them. */
  readonly who: string;
  /** Since when an account is connected, in milliseconds since the epoch. */
  readonly connectedAt: number | undefined;
  /** Comes back with the form. */
  readonly csrf: string;
  readonly problem?: string | undefined;
  readonly news?: string | undefined;
}

/** The page on which people enter their credentials. What they have entered is never shown again. */
export function formPage({ who, connectedAt, csrf, problem, news }: FormFacts): PageParts {
  const since = connectedAt === undefined ? undefined : new Date(connectedAt).toISOString().slice(0, 10);
  const disconnect = html`<form method="post" action="/connect/disconnect"><input type="hidden" name="csrf" value="${csrf}"><button>Disconnect</button></form>`;
  return {
    status: problem === undefined ? 200 : 400,
    title: 'Connect your Snov.io account',
    body: html`<p>You are signed in as <strong>${who}</strong>.</p>
${news === undefined ? '' : html`<p role="status">${news}</p>`}
${problem === undefined ? '' : html`<p role="alert">${problem}</p>`}
${since === undefined ? '' : html`<p>An account is connected since ${since}. Another one takes its place.</p>${disconnect}`}
<p>Assistants that work as <strong>${who}</strong> will use the account that you enter here, and spend its credits. Go on only if that is you and you wanted to do this yourself; if somebody has sent you here, close this page.</p>
<form method="post" action="/connect" autocomplete="off"><input type="hidden" name="csrf" value="${csrf}">
<label for="id">API User ID (Snov.io: account settings, API)</label><input id="id" name="id" required maxlength="256" autocomplete="off" spellcheck="false">
<label for="secret">API Secret, from the same page</label><input id="secret" name="secret" type="password" required maxlength="256" autocomplete="off">
<button>Connect</button></form>
<p>Snov.io is asked whether it accepts them. They are kept encrypted and shown to nobody, also not to your assistant.</p>`,
  };
}

/** A page with nothing to do on it but to read. */
export function messagePage(status: number, title: string, ...paragraphs: readonly string[]): PageParts {
  const body = paragraphs.map(text => html`<p>${text}</p>`).reduce((one, other) => html`${one}${other}`);
  return { status, title, body };
}

const ASK_AGAIN = 'Ask your assistant for a new one: call any tool again.';

export const BAD_LINK = messagePage(
  400,
  'This link is not good',
  `It is older than 10 minutes, or not complete. ${ASK_AGAIN}`,
);

export const USED_LINK = messagePage(
  409,
  'This link was used',
  `Each is good once, and an account was connected with this one. ${ASK_AGAIN}`,
);

export const NOT_LET_IN = messagePage(
  403,
  'You are not let in',
  'Whoever runs this server has not let this sign-in in: ask them to.',
);

export const FIXED_ACCOUNT = messagePage(
  403,
  'There is nothing to connect',
  'Whoever runs this server has chosen the account that you work with.',
);

export const FORGED = messagePage(
  403,
  'This form is not good any more',
  'It was open for more than 10 minutes, or it was not sent by this page. Open the page again.',
);

export const SIGN_IN_FAILED = messagePage(
  400,
  'The sign-in did not work',
  'It was broken off, took more than 10 minutes, or was begun in another browser. Open the link again.',
);

export const UNAVAILABLE = messagePage(
  503,
  'This does not work right now',
  'Something that this server needs cannot be reached. Try again in a minute.',
);

/** Somebody follows a link that was made for another person. */
export function foreignLink(who: string, again: string): PageParts {
  return {
    status: 403,
    title: 'This link is not yours',
    body: html`<p>It was made for another sign-in than <strong>${who}</strong>, as whom you are signed in. Nothing was changed.</p>
<p>If somebody has sent it to you, close this page: with it they would use your account. If your assistant gave it to you, <a href="${again}">sign in again</a> as you did there.</p>`,
  };
}
