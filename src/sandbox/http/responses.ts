/** A JSON answer. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

/** Snov.io's error body: `errors` is an OBJECT, not a list [C:ae][C:field]. */
export function error(code: number, title: string, source = '', more: object = {}): Response {
  return json({ errors: { code, title, source, ...more } }, code);
}

/** Unknown path, id, task hash or domain: the one error body that was seen live [C:ae][C:field]. */
export function notFound(): Response {
  return error(404, 'Sorry, but url or entity not found');
}

/** A parameter is absent or out of range. GUESS: neither status nor body is documented. */
export function invalid(source: string, title: string): Response {
  return error(422, title, source);
}

/** GUESS: some clients handle a 402 [C:code], but no log shows one. */
export function notEnoughCredits(): Response {
  return error(402, 'Not enough credits');
}

/** An action that Snov.io refuses: `success:false` plus a description [A][B]; its key is a GUESS. */
export function refused(message: string): Response {
  return json({ success: false, message });
}

/** The same of the methods that edit campaigns: `errors` is a list of texts [C:ref]; the texts are a GUESS. */
export function refusedWith(...errors: string[]): Response {
  return json({ success: false, errors });
}

/** The hourly quota of v1 is used up: the text is documented [A]; status 200 and the envelope are a GUESS. */
export function quotaExceeded(): Response {
  return refused('There are too many prospects processing. Please try later');
}
