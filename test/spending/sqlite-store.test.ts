import { describeContracts } from './contracts.ts';
import { startSqlite } from './sqlite-shared.ts';

describeContracts('SQLite', startSqlite);
