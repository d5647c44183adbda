/** A JSON answer. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}

/** Snov.io's gateway error: `errors` is an OBJECT, not a list [C:ae][C:field]. */
export function failure(code: number, title: string, source = ''): Response {
  return json({ errors: { code, title, source } }, code);
}

/** Unknown path, id, task hash or domain: the one error body that was probed live [C:ae][C:field]. */
export function missing(): Response {
  return failure(404, 'Sorry, but url or entity not found');
}

/** A parameter is absent or out of range. GUESS: neither status nor body is documented. */
export function invalid(source: string, title: string): Response {
  return failure(422, title, source);
}

/** GUESS: only clients that handle a 402 are known [C:code], never a log of one. */
export function poor(): Response {
  return failure(402, 'Not enough credits');
}

/** An action that Snov.io refuses: `success:false` plus a description [A][B]; its key is a GUESS. */
export function refused(message: string): Response {
  return json({ success: false, message });
}

/** The hourly quota is used up: the text is seed A's; HTTP 200 and the envelope are a GUESS. */
export function busy(): Response {
  return refused('There are too many prospects processing. Please try later');
}
