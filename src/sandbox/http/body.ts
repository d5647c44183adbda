import { nest, type Params } from './params.ts';

/** What the body of a request carried, by the encoding in which it travelled. */
export interface Body {
  form: Params;
  json: Params;
}

/**
 * Reads a body in any encoding that the reference lists: multipart (PHP), urlencoded (Python) or JSON [C:n8n].
 * What can't be read counts as empty, so that the required parameters are found missing.
 */
export async function readBody(raw: Buffer, contentType: string): Promise<Body> {
  if (raw.length === 0) return { form: {}, json: {} };
  if (contentType.includes('multipart/form-data'))
    return { form: await multipart(raw, contentType), json: {} };
  if (contentType.includes('json')) return { form: {}, json: json(raw.toString()) };
  if (contentType.includes('x-www-form-urlencoded')) return { form: urlencoded(raw), json: {} };
  const guess = json(raw.toString());
  return Object.keys(guess).length > 0 ? { form: {}, json: guess } : { form: urlencoded(raw), json: {} };
}

function urlencoded(raw: Buffer): Params {
  return nest(new URLSearchParams(raw.toString()));
}

async function multipart(raw: Buffer, contentType: string): Promise<Params> {
  try {
    const headers = { 'content-type': contentType };
    return nest(await new Response(new Uint8Array(raw), { headers }).formData());
  } catch {
    return {};
  }
}

function json(raw: string): Params {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null ? (value as Params) : {};
  } catch {
    return {};
  }
}
