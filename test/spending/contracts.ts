import { describeEvents } from './events-contract.ts';
import { describeForgetting } from './forget-contract.ts';
import { describeHolders } from './holders-contract.ts';
import { describeLongCalls } from './long-calls-contract.ts';
import { describePace } from './pace-contract.ts';
import { describeRecord } from './record-contract.ts';
import { describeSignIns } from './sign-in-contract.ts';
import { describeStore, type SharedStore } from './store-contract.ts';
import { describeTold } from './told-contract.ts';
import { describeVault } from './vault-contract.ts';

/** Everything that any store has to do. @param start makes an empty memory, for each test */
export function describeContracts(name: string, start: () => Promise<SharedStore>): void {
  describeStore(name, start);
  describeRecord(name, start);
  describeHolders(name, start);
  describeTold(name, start);
  describePace(name, start);
  describeForgetting(name, start);
  describeLongCalls(name, start);
  describeVault(name, start);
  describeSignIns(name, start);
  describeEvents(name, start);
}
