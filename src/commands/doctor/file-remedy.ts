/** What to do about a problem of a file of the HTTP server's. @param page the one that shows such a file */
export function fileRemedy(problem: string, page: string): string {
  if (/cannot be read: (EACCES|EPERM)/.test(problem))
    return 'Let the user read it that the server runs as; in the container that is user 1000.';
  if (/cannot be read: ENOENT/.test(problem))
    return `Correct the path, or write the file: ${page} shows one. In the container it is a path inside: deploy/compose.yaml mounts the folder config at /etc/snovio-mcp.`;
  return `Correct the file: ${page} shows one.`;
}
