/** The words of v2 for those that the list of campaigns shows [C:ref][C:kb]. `Archived` is a GUESS. */
const WORDS: Record<string, string> = {
  Draft: 'new',
  Scheduled: 'scheduled',
  Active: 'active',
  'Active (On hold)': 'active',
  Paused: 'paused',
  'Automatically paused': 'paused',
  Completed: 'completed',
  Archived: 'archived',
};

/** The status of a campaign as v2 writes it. */
export function statusWord(status: string): string {
  return WORDS[status] ?? status;
}
