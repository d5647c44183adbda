/** The proxies of a process as URLs, which may hold a password, and the hosts that none is used for. */
export interface ProxySettings {
  readonly httpProxy?: string;
  /** Where it is missing, `httpProxy` serves https too. */
  readonly httpsProxy?: string;
  /** As `NO_PROXY`: hosts, separated by commas. */
  readonly noProxy?: string;
}
