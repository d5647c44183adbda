/**
 * Wrong configuration or usage; the process ends with code 2. The message has a line for each problem: it names the variable
 * or flag, what is wrong and an example.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Every problem, each a line as above. */
  readonly problems: readonly string[];

  constructor(...problems: readonly [string, ...string[]]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
