import { element } from '../../shared/elements.ts';
import { isWebPage } from '../../shared/host.ts';
import { button } from '../button.ts';
import type { Row } from '../row.ts';
import type { Speech } from '../texts/texts.ts';
import { bdi, chip } from './row-element.ts';

/** What is known of somebody besides: found on the account's lists, when the user asks for it. */
export interface Profile {
  readonly phones: readonly string[];
  readonly linkedIn?: string | undefined;
  readonly position?: string | undefined;
  readonly lists: readonly string[];
  readonly campaigns: readonly string[];
}

export interface DetailsParts {
  readonly row: Row;
  /** Null: nobody on the lists. Undefined: nobody has asked. */
  readonly profile: Profile | null | undefined;
  readonly speech: Speech;
  /** Undefined where the host opens nothing. */
  readonly onLink: ((url: string) => void) | undefined;
  /** Undefined where the host lets cards call nothing. */
  readonly onLookUp: (() => void) | undefined;
}

/** All that is known of somebody. */
export function detailsElement({ row, profile, speech, onLink, onLookUp }: DetailsParts): HTMLElement {
  const { texts, number } = speech;
  const facts: [string, (Node | string)[]][] = [
    [texts.facts.address, row.addresses.map(address => addressElement(address, speech))],
    [texts.facts.reason, reasonOf(row, speech)],
    [texts.facts.position, [row.position ?? profile?.position].flatMap(text => text ?? [])],
    [texts.facts.company, [row.company].flatMap(text => text ?? [])],
    [texts.facts.domain, [row.domain].flatMap(text => text ?? [])],
    [texts.facts.locality, [row.locality].flatMap(text => text ?? [])],
    [texts.facts.phones, [...(profile?.phones ?? [])]],
    [texts.facts.linkedIn, linkOf(row.linkedIn ?? profile?.linkedIn, speech, onLink)],
    [texts.facts.lists, [...new Set([...row.lists, ...(profile?.lists ?? [])])]],
    [texts.facts.campaigns, [...new Set([...row.campaigns, ...(profile?.campaigns ?? [])])]],
    [texts.facts.cost, row.cost === undefined ? [] : [number(row.cost)]],
  ];
  const list = element(
    'dl',
    {},
    ...facts
      .filter(([, values]) => values.length > 0)
      .map(([term, values]) => element('div', {}, element('dt', {}, term), ...values.map(factElement))),
  );
  return element('div', { class: 'about' }, list, lookUp(row, profile, speech, onLookUp));
}

function factElement(value: Node | string): HTMLElement {
  return element('dd', {}, typeof value === 'string' ? bdi(value) : value);
}

function addressElement({ email, verdict, reason }: Row['addresses'][number], speech: Speech): HTMLElement {
  const why = reason ? ` ${speech.reason(reason)}` : '';
  return element('span', {}, bdi(email), ' ', chip(verdict, speech), why);
}

/** The reason of the row, unless its address says it already. */
function reasonOf({ reason, addresses }: Row, speech: Speech): string[] {
  return reason && addresses.every(address => address.reason !== reason) ? [speech.reason(reason)] : [];
}

/** A link is opened by the host or stays a text: a card leads nowhere by itself. */
function linkOf(
  url: string | undefined,
  { texts }: Speech,
  onLink: DetailsParts['onLink'],
): (Node | string)[] {
  if (!url) return [];
  const whole = /^https?:\/\//i.test(url) ? url.replace(/^http:/i, 'https:') : `https://${url}`;
  if (!onLink || !isWebPage(whole)) return [url];
  const link = button(texts.openLinkedIn, () => onLink(whole), 'link');
  link.title = whole;
  return [link];
}

function lookUp(
  { addresses }: Row,
  profile: DetailsParts['profile'],
  { texts }: Speech,
  onLookUp: DetailsParts['onLookUp'],
): HTMLElement | undefined {
  if (profile === null) return element('p', { class: 'quiet' }, texts.lookedUp);
  if (profile || addresses.length === 0 || !onLookUp) return undefined;
  return button(texts.lookUp, onLookUp, 'link');
}
