/** What keeps a server from starting or from working. */
export interface Problem {
  /** A part of a sentence. */
  readonly text: string;
  /**
   * The variables to be set where the host sees them; a sentence that says what to do; `fill`: a text to be replaced; missing:
   * the entry is wrong.
   */
  readonly mend?: { readonly set: readonly string[] } | { readonly say: string } | 'fill';
}

/** A value that is to come from a variable, which is not set. */
export function toComeFrom(name: string, variable: string): Problem {
  return { text: `${name} is to come from ${variable}, which is not set here`, mend: { set: [variable] } };
}
