/**
 * What a variable of the server is called outside of it: another account's entry reads variables of its own, so that it does
 * not work in the first one's account. `SNOVIO_CLIENT_ID` is `SNOVIO_CLIENT_ID_SALES` for the name `snovio-sales`.
 * @param name the server's name in the host; the usual one where it is missing
 */
export function variableFor(variable: string, name?: string): string {
  if (!isOtherAccount(name)) return variable;
  const suffix = name.replace(/^snovio[-_]/i, '').replaceAll('-', '_');
  return `${variable}_${suffix.toUpperCase()}`;
}

/** Whether a server has a name of its own, as those of second accounts have. */
export function isOtherAccount(name: string | undefined): name is string {
  return name !== undefined && name !== 'snovio';
}
