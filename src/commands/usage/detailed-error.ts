/** Wrong usage that takes several lines to tell, such as a place in a text. */
export class DetailedError extends Error {
  override readonly name = 'DetailedError';
  /** What follows the message, line by line, ready for a terminal. */
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[]) {
    super(message);
    this.details = details;
  }
}
