/** Where a user finds both credentials. */
export const CREDENTIALS_PAGE = 'Snov.io shows them under account settings, API.';
