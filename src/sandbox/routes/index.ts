import type { Route } from '../http/route.ts';
import type { State } from '../state/state.ts';
import { addProspect } from './add-prospect.ts';
import { analytics } from './analytics.ts';
import { balance } from './balance.ts';
import { blacklists } from './blacklists.ts';
import { campaigns } from './campaigns.ts';
import { companyNames } from './company-names.ts';
import { domainAddresses } from './domain-addresses.ts';
import { domainProspects } from './domain-prospects.ts';
import { companyInfo } from './domain-search.ts';
import { domainV1 } from './domain-v1.ts';
import { finderV1 } from './finder-v1.ts';
import { finderV2 } from './finder-v2.ts';
import { lists } from './lists.ts';
import { profilesV1 } from './profiles-v1.ts';
import { profilesV2 } from './profiles-v2.ts';
import { prospects } from './prospects.ts';
import { verifierV1 } from './verifier-v1.ts';
import { verifierV2 } from './verifier-v2.ts';
import { webhooks } from './webhooks.ts';

const SECTIONS = [
  ...[domainV1, companyInfo, domainProspects, domainAddresses, companyNames],
  ...[finderV1, finderV2, profilesV1, profilesV2, verifierV1, verifierV2],
  ...[addProspect, prospects, lists, campaigns, analytics, blacklists, balance, webhooks],
];

/** All methods of the sandbox but the one that issues tokens; every other path answers the 404 object. */
export function routes(state: State): Route[] {
  return SECTIONS.flatMap(section => section(state));
}
