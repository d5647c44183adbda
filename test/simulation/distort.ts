import type { Distortion } from './adversary.ts';

// Answers that are not as documented: each function changes a copy of an honest answer.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ADDRESS = /@/;

/** An honest answer, changed. */
export function distort(body: unknown, kind: Distortion): unknown {
  const copy: Json = JSON.parse(JSON.stringify(body ?? null));
  if (kind === 'word') return withWords(copy);
  if (kind === 'keys') return withKeys(copy);
  if (kind === 'upper') return withTexts(copy, text => text.toUpperCase());
  if (kind === 'trimmed') return withTexts(copy, text => ` ${text} `);
  // The model itself gives stale cursors: it knows the pages.
  if (kind === 'stale cursor') return copy;
  return withRows(copy, kind);
}

/** A word that no document knows stands where the state of the work is told. */
function withWords(json: Json): Json {
  return mapKeys(json, (key, value) =>
    typeof value === 'string' && /^(status|identifier|smtp_status|smtpStatus|emailStatus)$/.test(key)
      ? 'processed'
      : value,
  );
}

/** Keys are spelled the other way: `smtpStatus` for `smtp_status`. */
function withKeys(json: Json): Json {
  if (Array.isArray(json)) return json.map(withKeys);
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [respell(key), withKeys(value)]));
}

function respell(key: string): string {
  if (ADDRESS.test(key)) return key;
  if (key.includes('_')) return key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/** Addresses, names and links come back in another spelling. */
function withTexts(json: Json, spell: (text: string) => string): Json {
  if (Array.isArray(json)) return json.map(value => withTexts(value, spell));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const spelled = ADDRESS.test(key) ? spell(key) : key;
      const telling = typeof value === 'string' && /^(email|people|url)$/.test(key);
      return [spelled, telling ? spell(value as string) : withTexts(value, spell)];
    }),
  );
}

function mapKeys(json: Json, change: (key: string, value: Json) => Json): Json {
  if (Array.isArray(json)) return json.map(value => mapKeys(value, change));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, change(key, mapKeys(value, change))]),
  );
}

/** Rows are the entries of `data` or `emails`, or the addresses that v1's verifier uses as keys. */
function withRows(json: Json, kind: Distortion): Json {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] =>
    /^(data|emails)$/.test(key) && Array.isArray(value) ? [key, changeRows(value, kind)] : [key, value],
  );
  const keyed = entries.filter(([key]) => ADDRESS.test(key));
  if (keyed.length === 0) return Object.fromEntries(entries);
  const rest = entries.filter(([key]) => !ADDRESS.test(key));
  return Object.fromEntries([...rest, ...changeKeyed(keyed, kind)]);
}

function changeRows(rows: Json[], kind: Distortion): Json[] {
  if (kind === 'missing') return rows.slice(1);
  if (kind === 'added')
    return [...rows, { email: 'stranger@other.example', people: 'Some Stranger', result: [] }];
  if (kind === 'contradicted') return [...rows, ...rows.flatMap(emptied)];
  return kind === 'unreadable' ? rows.map((_, i) => (i % 2 ? 7 : null)) : [...rows].reverse();
}

/** The same row, with nothing in it. */
function emptied(row: Json): Json[] {
  return typeof row === 'object' && row !== null && 'result' in row ? [{ ...row, result: [] }] : [];
}

function changeKeyed(rows: [string, Json][], kind: Distortion): [string, Json][] {
  if (kind === 'missing') return rows.slice(1);
  if (kind === 'added') return [...rows, ['stranger@other.example', { data: [] }]];
  return kind === 'unreadable' ? rows.map(([key], i) => [key, i % 2 ? 7 : null]) : [...rows].reverse();
}
