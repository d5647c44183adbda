/**
 * Names a test of what the HTTP server lives through. Every such test is a line of the table in docs/http.md, so both
 * texts have to stand in the call as plain strings.
 * @param what what comes, such as `300 slow calls of one account`
 * @param then what everybody else notices of it
 */
export function withstands(what: string, then: string): string {
  return `${what}: ${then}`;
}
