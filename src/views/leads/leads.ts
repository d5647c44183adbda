import { follow } from '../shared/appearance.ts';
import { element } from '../shared/elements.ts';
import { Host } from '../shared/host.ts';
import { LeadsCard } from './card.ts';

// The card of find_people, prepare_leads, find_emails, verify_emails and get_prospects_in_list.

let host: Host | undefined;
const card = new LeadsCard(document.body.appendChild(element('main')), () => host);

host = await Host.connect('snovio-leads', {
  onContext: context => {
    follow(context);
    card.contextChanged();
  },
  onInput: args => card.showInput(args),
  onResult: result => card.showResult(result),
  onCancelled: () => card.showCancelled(),
});
card.contextChanged();
