import type { RowWindow } from './row-window.ts';

/** A request to Snov.io. `path` may hold placeholders that are already filled in. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root, e.g. `/v1/get-balance`. */
  path: string;
  /** Sent in the query string; arrays as repeated `name[]`. */
  query?: Fields;
  /** Sent as a urlencoded body; arrays as `name[]`, maps as `name[key]`. */
  form?: Fields;
  /** Sent as a JSON body. */
  json?: unknown;
  /** Which rows are wanted of an answer that can be a long array; see `readRows` for what it becomes. */
  rows?: RowWindow;
  /** What of it is told to nobody, if an answer repeats it: this one's or a later one's. */
  secrets?: readonly string[];
  /** What a request without a body says of it all the same. */
  contentType?: 'application/json';
}

export type Field =
  | string
  | number
  | boolean
  | undefined
  | readonly string[]
  | Readonly<Record<string, string>>;
export type Fields = Readonly<Record<string, Field>>;

/** Writes fields the way Snov.io's v1 reads them: `a[]=1&a[]=2`, `m[key]=v`, nothing for undefined. */
export function encode(fields: Fields): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (Array.isArray(value)) for (const item of value) params.append(`${name}[]`, item);
    else if (typeof value === 'object')
      for (const [key, item] of Object.entries(value)) params.append(`${name}[${key}]`, item);
    else params.append(name, String(value));
  }
  return params;
}
