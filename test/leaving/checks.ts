import { MARK } from './poisoner.ts';

/** No text that leaves may hold one of these, whatever it is. */
const HIDDEN = new RegExp(
  '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff' +
    '\\ufff9-\\ufffb\\ue000-\\uf8ff\\u{e0000}-\\u{e0fff}\\u{f0000}-\\u{10ffff}]',
  'u',
);
const MARKUP = /<[a-z!?/]|\]\(/i;

/** Fields that have a form: nothing that people write fits it. */
const FORMED =
  /^(id|.*Id|site|socialLink|linkedIn|facebook|x|sourcePage|endpointUrl|next|domain|.*At|.*Date|lastUpdated)$/;

/** What is wrong with an answer's texts, each with its place. */
export function faultsInAnswer(value: unknown, place = '', key = ''): string[] {
  if (typeof value === 'string') return faultsInText(value, key).map(fault => `${place}: ${fault}`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [
    ...(faultsInText(name, 'key').length > 0 || name.includes(MARK) ? [`${place}: the key ${name}`] : []),
    ...faultsInAnswer(field, `${place}.${name}`, Array.isArray(value) ? key : name),
  ]);
}

function faultsInText(text: string, key: string): string[] {
  const most = key === 'untrustedText' ? 4200 : 200;
  return [
    ...faultsInPlainText(key === 'untrustedText' ? text : text.replaceAll('\n', '\u0007')),
    ...(text.includes(MARK) && text.length > most ? [`is ${text.length} characters long`] : []),
    ...(text.includes(MARK) && FORMED.test(key) ? ['is no such thing'] : []),
    ...(text.includes(MARK) && key === 'note' ? faultsInMessage(text) : []),
  ];
}

/** What is wrong with any text that leaves. */
export function faultsInPlainText(text: string): string[] {
  return [
    ...(HIDDEN.test(text) ? [`hides something: ${JSON.stringify(text).slice(0, 200)}`] : []),
    ...(MARKUP.test(text) ? [`holds markup: ${text.slice(0, 200)}`] : []),
  ];
}

/** What is wrong with a message: others' words come last, quoted and short. */
export function faultsInMessage(text: string): string[] {
  const own = text.replace(/(Snov\.io said: "[^"]{1,200}")?( ?\[(\w+ "[^"]{0,60}"(, )?)+\])?$/, '');
  return [
    ...faultsInPlainText(text.replaceAll('\n', '\u0007')),
    ...(own.includes(MARK) ? [`is no quotation: ${text.slice(0, 300)}`] : []),
  ];
}
