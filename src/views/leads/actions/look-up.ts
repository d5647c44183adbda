import { recordOf, textOf } from '../../shared/values.ts';
import { entriesOf, textsOf } from '../answers/answer.ts';
import type { Arguments } from '../row.ts';
import type { Profile } from '../table/details.ts';

/** What `get_prospects_by_email` tells of an address; null: nobody on the account's lists has it. */
export function profileIn(answer: Arguments): Profile | null {
  const [entry] = entriesOf(answer.prospects);
  if (!entry) return null;
  const [job] = entriesOf(entry.currentJobs);
  const namesIn = (value: unknown) => entriesOf(value).flatMap(({ name }) => textOf(name) ?? []);
  return {
    phones: textsOf(entry.phones),
    linkedIn: textOf(recordOf(entry.social).linkedIn, 2048),
    position: textOf(job?.position),
    lists: namesIn(entry.lists),
    campaigns: namesIn(entry.campaigns),
  };
}
