import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InteractionResults } from 'oidc-provider';
import type { Person } from '../../config/sign-in/sign-in-file.ts';
import type { SignInTable } from '../../spending/sign-in-table.ts';
import { networkOf } from '../address.ts';
import { readForm } from '../form.ts';
import { escaped } from '../html-page.ts';
import { SCOPES, type Scope } from '../oauth/scopes.ts';
import { PerMinuteLimit } from '../rate-limit.ts';
import { refuse } from '../refusal.ts';
import { CONNECT_CLIENT } from './connect-client.ts';
import type { CurrentProvider } from './current-provider.ts';
import { page, type Question, signInPage } from './page.ts';
import { accountOf, type People } from './people.ts';
import { isOutage } from './records.ts';

/** More than an address and a password take. */
const MAX_FORM_BYTES = 4096;

/** Passwords that are tried in a minute: for a person over all copies, and from a network at each. */
const TRIES_PER_MINUTE = { person: 6, network: 60 };

export interface PageOptions {
  readonly current: Pick<CurrentProvider, 'provider'>;
  readonly issuer: string;
  readonly resource: string;
  readonly people: People;
  readonly table: Pick<SignInTable, 'countTry'>;
  /** Hears of each wrong password. @param network where it came from */
  readonly onWrongPassword: (network: string) => void;
}

/** What a client has asked for, and what is shown of it. */
interface Asked extends Question {
  /** Its scopes as it wrote them. */
  readonly words: readonly string[];
}

/** Why nobody is signed in, as the page says it. */
interface Problem {
  readonly status: number;
  readonly problem: string;
  readonly retryAfterSeconds?: number;
}

/** Answers the page on which a person signs in and lets a client in. */
export function answerSignInPage(options: PageOptions) {
  const { current, issuer, resource, people, table, onWrongPassword } = options;
  const network = new PerMinuteLimit(TRIES_PER_MINUTE.network);

  /** Undefined where the sign-in is over, or was begun in another browser. */
  const askedFor = async (request: IncomingMessage, response: ServerResponse): Promise<Asked | undefined> => {
    const { provider } = current;
    const interaction = await provider.interactionDetails(request, response).catch(unlessOutage);
    const { client_id: clientId, redirect_uri: redirectUri, scope } = interaction?.params ?? {};
    if (typeof clientId !== 'string' || typeof redirectUri !== 'string') return undefined;
    const client = await provider.Client.find(clientId).catch(unlessOutage);
    const words = String(scope ?? '').split(' ');
    const scopes = SCOPES.filter(each => words.includes(each));
    const isConnect = clientId === CONNECT_CLIENT;
    return client && { clientId, redirectUri, scopes, words, clientName: client.clientName, isConnect };
  };

  const personOf = async (from: string, email: string, password: string): Promise<Person | Problem> => {
    const retryAfterSeconds =
      network.take(from)?.retryAfterSeconds ??
      Math.ceil((await table.countTry(email.toLowerCase(), TRIES_PER_MINUTE.person)) / 1000);
    if (retryAfterSeconds > 0) {
      const problem = `Too many attempts: wait ${retryAfterSeconds} seconds, then try again.`;
      return { status: 429, problem, retryAfterSeconds };
    }
    const person = await people.signIn(email, password);
    if (person === 'busy')
      return { status: 429, problem: 'Many people sign in just now: try again in a moment.' };
    if (person) return person;
    onWrongPassword(from);
    return { status: 401, problem: 'E-mail or password is wrong.' };
  };

  const grantTo = async (person: Person, { clientId, scopes, words }: Asked, granted: readonly Scope[]) => {
    const accountId = accountOf(person);
    const grant = new current.provider.Grant({ accountId, clientId });
    grant.addResourceScope(resource, granted.join(' '));
    grant.rejectResourceScope(resource, scopes.filter(each => !granted.includes(each)).join(' '));
    grant.addOIDCScope(['openid', 'offline_access'].filter(each => words.includes(each)).join(' '));
    return { login: { accountId, remember: false }, consent: { grantId: await grant.save() } };
  };

  const answerForm = async (
    request: IncomingMessage,
    response: ServerResponse,
    form: URLSearchParams,
    asked: Asked,
  ) => {
    const finish = (result: InteractionResults) =>
      current.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    if (form.get('answer') === 'deny')
      return finish({ error: 'access_denied', error_description: 'The user did not agree.' });
    const email = (form.get('email') ?? '').trim().slice(0, 320);
    const person = await personOf(networkOf(request.socket.remoteAddress), email, form.get('password') ?? '');
    if ('problem' in person) return show(response, { ...asked, email }, person);
    const granted = asked.scopes.filter(each => person.scopes.includes(each));
    if (granted.length > 0) return finish(await grantTo(person, asked, granted));
    const problem = 'You may do nothing of what is asked for here: ask whoever runs this server.';
    show(response, { ...asked, email }, { status: 403, problem });
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method } = request;
    if (method !== 'GET' && method !== 'POST') return refuse(request, response, NO_METHOD);
    const asked = await askedFor(request, response);
    if (!asked) return tell(response, 400, 'This sign-in is over');
    if (method === 'GET') return show(response, asked);
    // A form of another page must not sign anybody in here.
    if (request.headers.origin !== issuer) return tell(response, 403, 'This form was sent from elsewhere');
    const form = await readForm(request, MAX_FORM_BYTES);
    if (form instanceof URLSearchParams) await answerForm(request, response, form, asked);
    else refuse(request, response, NO_FORM);
  };
}

/** What is not there any more is undefined. @throws what says that the store cannot be asked */
function unlessOutage(error: unknown): undefined {
  if (isOutage(error)) throw error;
}

const NO_METHOD = { status: 405, message: 'Only GET and POST.', headers: { allow: 'GET, POST' } } as const;
const NO_FORM = { status: 413, message: 'This is no form, or it is too long.' } as const;

function show(response: ServerResponse, question: Question, problem?: Problem): void {
  const { html, headers } = signInPage({ ...question, problem: problem?.problem });
  const wait = problem?.retryAfterSeconds;
  const retry = wait === undefined ? {} : { 'retry-after': String(wait) };
  response.writeHead(problem?.status ?? 200, { ...headers, ...retry }).end(html);
}

const ANEW = 'Go back to your assistant, and connect it anew.';

/** Answers with a page that says why nothing goes on here. */
export function tell(response: ServerResponse, status: number, title: string, text = ANEW): void {
  const { html, headers } = page(title, `<p>${escaped(text)}</p>`);
  response.writeHead(status, headers).end(html);
}
