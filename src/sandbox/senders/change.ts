import {
  fieldsIn,
  integer,
  outOfRange,
  type Params,
  type Problem,
  type Setter,
  text,
  textList,
} from '../http/params.ts';
import type { MailServer, SenderAccount } from '../state/senders.ts';

type Change = Partial<SenderAccount>;

/** The encryption that belongs to each port [C:ref]. */
const SMTP: Record<number, string[]> = { 465: ['ssl'], 587: ['tls'], 25: ['none'] };
const IMAP: Record<number, string[]> = { 993: ['ssl', 'tls'], 143: ['none'] };

const SECONDS_A_DAY = 86_400;
const ADDRESS = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** What a request changes of an account, or why it is refused [C:ref]. */
export function changeOf(params: Params, sender: SenderAccount): Change | Problem {
  const problem = wrongText(params) ?? wrongServer(params) ?? wrongNumber(params);
  if (problem) return problem;
  const change = fieldsIn(params, SETTERS);
  const { limitation, delayType, delayFixed, delayFrom, delayTo } = { ...sender, ...change };
  if (delayType === 'random' && delayTo <= delayFrom)
    return { source: 'delay_to', problem: 'delay_to must be above delay_from' };
  // GUESS: of a random delay the shortest counts.
  const delay = delayType === 'fixed' ? delayFixed : delayFrom;
  if (limitation * delay > SECONDS_A_DAY)
    return { source: 'limitation', problem: 'limitation exceeds what the delay allows in 24 hours' };
  return change;
}

function wrongText(params: Params): Problem | undefined {
  const { length } = text(params, 'sender_name');
  if ('sender_name' in params && (length < 1 || length > 100))
    return { source: 'sender_name', problem: 'sender_name must have 1 to 100 characters' };
  for (const source of ['email_from', 'reply_to', 'bcc_email']) {
    const isSet = source in params && params[source] !== null;
    if (isSet && !ADDRESS.test(text(params, source))) return { source, problem: `${source} is no address` };
  }
  return undefined;
}

/** All three fields together [C:ref]. */
function wrongServer(params: Params): Problem | undefined {
  for (const [source, ports] of [['smtp', SMTP] as const, ['imap', IMAP] as const]) {
    if (!(source in params)) continue;
    const { host, port, encryption } = serverIn(params, source);
    if (!host || host.length > 100) return { source: `${source}.host`, problem: 'host is required' };
    if (!ports[port]) return { source: `${source}.port`, problem: 'port is not allowed' };
    if (!ports[port].includes(encryption))
      return { source: `${source}.encryption`, problem: 'encryption does not fit the port' };
  }
  return undefined;
}

const RANGES: [source: string, least: number, most: number][] = [
  ['limitation', 1, 1200],
  ['delay_fixed', 5, 3600],
  ['delay_from', 5, 3600],
  ['delay_to', 5, 3600],
  ['timezoneId', 1, 458],
];

function wrongNumber(params: Params): Problem | undefined {
  if ('delay_type' in params && !['fixed', 'random'].includes(text(params, 'delay_type')))
    return { source: 'delay_type', problem: 'delay_type is unknown' };
  return outOfRange(params, RANGES);
}

function serverIn(params: Params, name: string): MailServer {
  const server = (params[name] ?? {}) as Params;
  return {
    host: text(server, 'host'),
    port: integer(server, 'port', 0),
    encryption: text(server, 'encryption'),
  };
}

const number = (params: Params, name: string) => integer(params, name, 0);
/** Null clears a field [C:ref]. */
const orNull = (params: Params, name: string) => (params[name] === null ? null : text(params, name));

const SETTERS: Setter<SenderAccount>[] = [
  ['sender_name', 'senderName', text],
  ['email_from', 'emailFrom', text],
  ['password', 'password', text],
  ['smtp', 'smtp', serverIn],
  ['imap', 'imap', serverIn],
  ['reply_to', 'replyTo', orNull],
  ['bcc_email', 'bccEmail', orNull],
  ['signature', 'signature', orNull],
  ['tags', 'tags', textList],
  ['limitation', 'limitation', number],
  ['delay_type', 'delayType', text],
  ['delay_fixed', 'delayFixed', number],
  ['delay_from', 'delayFrom', number],
  ['delay_to', 'delayTo', number],
  ['timezoneId', 'timezoneId', number],
];
