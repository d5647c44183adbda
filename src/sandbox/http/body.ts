import { type Params, parseBrackets } from './params.ts';

/** The parameters in the body of a request, by the encoding in which they travelled. */
export interface Body {
  form: Params;
  json: Params;
}

/**
 * Parses a body by its content type: multipart (PHP samples), urlencoded (Python samples) [A] or JSON [C:n8n].
 * What can't be parsed, or has no such type, counts as empty, so that the required parameters are found missing.
 */
export async function parseBody(raw: Buffer, contentType: string): Promise<Body> {
  const [type = ''] = contentType.toLowerCase().split(';');
  switch (type.trim()) {
    case 'multipart/form-data':
      return { form: await parseMultipart(raw, contentType), json: {} };
    case 'application/x-www-form-urlencoded':
      return { form: parseBrackets(new URLSearchParams(raw.toString())), json: {} };
    case 'application/json':
      return { form: {}, json: parseJson(raw.toString()) };
    default:
      return { form: {}, json: {} };
  }
}

async function parseMultipart(raw: Buffer, contentType: string): Promise<Params> {
  try {
    const headers = { 'content-type': contentType };
    return parseBrackets(await new Response(new Uint8Array(raw), { headers }).formData());
  } catch {
    return {};
  }
}

function parseJson(raw: string): Params {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Params) : {};
  } catch {
    return {};
  }
}
