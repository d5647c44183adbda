import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Carried } from '../../app/vault/carried.ts';
import type { Vault } from '../../app/vault/vault.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import { hasCode } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { whoIs } from '../../mcp/audit-call.ts';
import type { Credentials } from '../../snovio/transport/api-client.ts';
import type { Access } from '../access/access.ts';
import { networkOf } from '../address.ts';
import { isCredential } from '../credentials.ts';
import { readForm } from '../form.ts';
import { pathOf } from '../health.ts';
import type { SignedIn } from '../oauth/access-tokens.ts';
import { SignInUnavailable } from '../oauth/authorization-server.ts';
import type { SignIn } from '../oauth/sign-in.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { SealedCookie } from './cookies.ts';
import { type ConnectLinks, LINK_SECONDS } from './links.ts';
import { type PageParts, sendOn, sendPage } from './page.ts';
import {
  BAD_LINK,
  FIXED_ACCOUNT,
  FORGED,
  foreignLink,
  formPage,
  messagePage,
  NOT_LET_IN,
  SIGN_IN_FAILED,
  UNAVAILABLE,
  USED_LINK,
} from './views.ts';
import type { Begun, BrowserSignIn } from './web-sign-in.ts';

/** Requests of a network, and tries of a person, in a minute. Behind a proxy all are one network. */
const REQUESTS_PER_MINUTE = 600;
const TRIES_PER_MINUTE = 10;
/** More than the longest pair takes. */
const MAX_FORM_BYTES = 8192;
/** How long a person's browser stays signed in at these pages, in seconds. */
const SESSION_SECONDS = 600;

export interface ConnectOptions {
  /** Where others reach this server, such as `https://mcp.example.com`. */
  readonly origin: string;
  readonly vault: Vault;
  readonly links: ConnectLinks;
  readonly carried: Carried;
  readonly signIn: SignIn;
  readonly web: BrowserSignIn;
  readonly access?: Access | undefined;
  /** Asks Snov.io about a pair. @throws SnovioError where it is refused, or Snov.io cannot be asked */
  readonly prove: (credentials: Credentials, caller: string) => Promise<void>;
  /** The key of the account that credentials are of. */
  readonly accountOf: (credentials: Credentials) => string;
  readonly log: Pick<Log, 'error' | 'warn'>;
  readonly audit: AuditLog;
}

/** Whose browser it is. */
interface Session {
  /** SHA-256 of issuer and subject. */
  readonly person: string;
  /** As the audit log names them, and as the page does. */
  readonly caller: string;
  readonly who: string;
  readonly csrf: string;
  /** The link that they came by. */
  readonly link?: string | undefined;
}

/** The pages on which signed-in people connect their Snov.io account, and disconnect it: `/connect`. */
export class Connect {
  readonly #options: ConnectOptions;
  readonly #session: SealedCookie<Session>;
  readonly #away: SealedCookie<Begun & { link: string | null }>;
  readonly #requests = new PerMinuteLimit(REQUESTS_PER_MINUTE);
  readonly #tries = new PerMinuteLimit(TRIES_PER_MINUTE);

  constructor(options: ConnectOptions) {
    this.#options = options;
    const isHttps = options.origin.startsWith('https:');
    this.#session = new SealedCookie(options.carried, { name: 'connect', isHttps, seconds: SESSION_SECONDS });
    this.#away = new SealedCookie(options.carried, { name: 'sign-in', isHttps, seconds: LINK_SECONDS });
  }

  /** Answers a request to one of the pages. Whom the request is for has been checked. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const wait = this.#requests.take(networkOf(request.socket.remoteAddress));
      if (wait) return send(response, TOO_MANY);
      const route = `${request.method} ${pathOf(request)}`;
      if (route === 'GET /connect') await this.#open(request, response);
      else if (route === 'GET /connect/callback') await this.#comeBack(request, response);
      else if (route === 'POST /connect') await this.#change(request, response, this.#connect);
      else if (route === 'POST /connect/disconnect') await this.#change(request, response, this.#disconnect);
      else send(response, NOTHING_HERE);
    } catch (error) {
      const isOutage = error instanceof SignInUnavailable || hasCode(error, 'upstream_unavailable');
      if (!isOutage) this.#options.log.error('connect failed', error);
      if (response.headersSent) response.destroy();
      else send(response, UNAVAILABLE);
    }
  }

  async #open(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { links, vault, web } = this.#options;
    const parameters = parametersOf(request);
    const text = parameters.get('link');
    const link = text === null ? undefined : links.read(text);
    if (text !== null && !link) return send(response, BAD_LINK);
    if (link && (await vault.isUsed(link.id))) return send(response, USED_LINK);
    const session = this.#session.read(request);
    if (session && !parameters.has('again')) {
      if (!link || link.person === session.person)
        return this.#show(
          response,
          { ...session, link: link?.id ?? session.link },
          { news: newsIn(parameters) },
        );
      this.#refused(session, 'foreign_link');
      return send(response, foreignLink(session.who, `/connect?again=1&link=${text}`));
    }
    const { url, ...begun } = await web.begin(parameters.has('again'));
    sendOn(response, url, [this.#away.set({ ...begun, link: text }), this.#session.gone]);
  }

  /** From the authorization server, with a code. */
  async #comeBack(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { signIn, access } = this.#options;
    const away = this.#away.read(request);
    const parameters = parametersOf(request);
    const [code, state, issuer] = ['code', 'state', 'iss'].map(name => parameters.get(name));
    const isOurs =
      away !== undefined && isSame(state, away.state) && (issuer ?? signIn.issuer) === signIn.issuer;
    const person = isOurs && code ? await this.#signedIn(code, away) : undefined;
    if (!person) return send(response, SIGN_IN_FAILED, [this.#away.gone]);
    const known = access
      ? access.rules.personOf(person)
      : { name: `subject ${person.subject}`, grant: undefined };
    if (!known) return send(response, NOT_LET_IN, [this.#away.gone]);
    if (known.grant?.account) return send(response, FIXED_ACCOUNT, [this.#away.gone]);
    const session: Session = {
      person: person.subject,
      caller: known.name,
      who: nameIn(person),
      csrf: randomBytes(32).toString('base64url'),
    };
    const link = away?.link ? `?link=${away.link}` : '';
    sendOn(response, `/connect${link}`, [this.#session.set(session), this.#away.gone]);
  }

  async #signedIn(code: string, away: Begun): Promise<SignedIn | undefined> {
    const { web, log } = this.#options;
    try {
      return await web.finish(code, away);
    } catch (error) {
      if (error instanceof SignInUnavailable) throw error;
      log.warn(`connect: the sign-in failed: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Checks that a form was sent by the page that this very browser has got. */
  async #change(
    request: IncomingMessage,
    response: ServerResponse,
    work: (response: ServerResponse, session: Session, form: URLSearchParams) => Promise<void>,
  ): Promise<void> {
    const { origin, 'sec-fetch-site': site = 'same-origin' } = request.headers;
    const session = this.#session.read(request);
    const form = await readForm(request, MAX_FORM_BYTES);
    if (form === 'disconnected') return;
    const isOurs = origin === this.#options.origin && site === 'same-origin';
    if (session && form && isEachOnce(form) && isOurs && isSame(form.get('csrf'), session.csrf))
      return work.call(this, response, session, form);
    this.#refused(session, 'forged_form');
    send(response, FORGED);
  }

  async #connect(response: ServerResponse, session: Session, form: URLSearchParams): Promise<void> {
    const { vault, audit, accountOf } = this.#options;
    const [id, secret] = ['id', 'secret'].map(name => form.get(name)?.trim());
    if (!isCredential(id) || !isCredential(secret))
      return this.#show(response, session, { problem: UNREADABLE });
    if (this.#tries.take(session.person)) return this.#show(response, session, { problem: TOO_MANY_TRIES });
    const problem = await this.#problemOf({ id, secret }, session);
    if (problem) return this.#show(response, session, { problem });
    if (!(await vault.connect(session.person, { id, secret }, session.link)))
      return send(response, USED_LINK);
    const who = whoIs(session.caller);
    const account = accountOf({ id, secret });
    audit.write({ event: 'connect', who, account, outcome: 'ok', requestId: randomUUID() });
    const { link: _, ...rest } = session;
    sendOn(response, '/connect?news=connected', [this.#session.set(rest)]);
  }

  async #disconnect(response: ServerResponse, session: Session): Promise<void> {
    const { vault, audit } = this.#options;
    const isGone = await vault.disconnect(session.person);
    if (isGone)
      audit.write({
        event: 'disconnect',
        who: whoIs(session.caller),
        outcome: 'ok',
        requestId: randomUUID(),
      });
    sendOn(response, '/connect?news=disconnected', [this.#session.set(session)]);
  }

  /** Why Snov.io's answer keeps a pair out, in words for the person; undefined: it is accepted. */
  async #problemOf(credentials: Credentials, session: Session): Promise<string | undefined> {
    try {
      await this.#options.prove(credentials, session.caller);
      return undefined;
    } catch (error) {
      if (!hasCode(error, 'unauthorized')) return NOT_ASKED;
      this.#refused(session, 'unauthorized');
      return REFUSED;
    }
  }

  async #show(
    response: ServerResponse,
    session: Session,
    { problem, news }: { problem?: string; news?: string | undefined },
  ): Promise<void> {
    const connectedAt = await this.#options.vault.connectedAt(session.person);
    const { who, csrf } = session;
    send(response, formPage({ who, csrf, connectedAt, problem, news }), [this.#session.set(session)]);
  }

  #refused(session: Session | undefined, outcome: string): void {
    const who = session ? whoIs(session.caller) : 'nobody';
    this.#options.audit.write({ event: 'refusal', who, outcome, requestId: randomUUID() });
  }
}

const UNREADABLE =
  'Both are letters and digits without blanks. Copy each of them once more from the API page of your account.';
const REFUSED =
  'Snov.io does not accept these two together. Check that you copied both from the same page, and that the account may use the API.';
const NOT_ASKED = 'Snov.io could not be asked about them. Nothing was kept: try again in a minute.';
const TOO_MANY_TRIES = 'These were too many tries. Wait a minute, then try again.';

const TOO_MANY = messagePage(429, 'Too many requests', 'Wait a minute, then open the page again.');
const NOTHING_HERE = messagePage(404, 'There is nothing here', 'Your account is connected at /connect.');

const NEWS = new Map([
  ['connected', 'Your account is connected. You can close this page and go on in your assistant.'],
  ['disconnected', 'Your account is disconnected, and its credentials are deleted here.'],
]);

function newsIn(parameters: URLSearchParams): string | undefined {
  return NEWS.get(parameters.get('news') ?? '');
}

/** Of two fields of a name, two readers could take another one each. */
function isEachOnce(form: URLSearchParams): boolean {
  return new Set(form.keys()).size === form.size;
}

function send(response: ServerResponse, page: PageParts, cookies: readonly string[] = []): void {
  sendPage(response, { ...page, cookies });
}

function parametersOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URLSearchParams(url.split('?')[1] ?? '');
}

/** Compares in a time that tells nothing. */
function isSame(given: string | null | undefined, wanted: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The longest name that the page shows. */
const LONGEST_NAME = 100;

/** How the authorization server names a person, as they would know themselves. */
function nameIn({ claims }: SignedIn): string {
  const names = [claims.email, claims.preferred_username, claims.name, claims.sub];
  const name = names.find(value => typeof value === 'string' && value !== '');
  return String(name).slice(0, LONGEST_NAME);
}
