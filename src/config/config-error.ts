/**
 * Wrong configuration or usage; the process ends with code 2. The message is one line: the first problem, which names the
 * variable, what is wrong and an example, and where there are more, what else is wrong.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Every problem, each a line as above. */
  readonly problems: readonly string[];

  constructor(first: string, ...others: readonly string[]) {
    const names = others.map(problem => problem.split(':')[0]);
    const rest = names.length === 0 ? '' : ` Also wrong: ${names.join(', ')}.`;
    super(`${first}${rest}`);
    this.problems = [first, ...others];
  }
}
