import { afterAll, beforeAll } from 'vitest';
import { type Cluster, startCluster } from '../postgres/cluster.ts';
import { describeContracts } from './contracts.ts';
import { startPostgres } from './postgres-shared.ts';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);

afterAll(() => cluster[Symbol.asyncDispose](), 120_000);

describeContracts('PostgreSQL', () => startPostgres(cluster));
