/**
 * Whether the v1 finder and verifier queue an address. `sent` is true when they do [A][B]; when it is false is not
 * documented. GUESS: here for every address, or name of the finder, that starts with `unsent`; it isn't charged.
 */
export function isQueued(email: string): boolean {
  return !email.toLowerCase().startsWith('unsent');
}
