import { after, before } from 'node:test';
import { storeContract } from '../contracts/store.ts';
import { createTestDatabases, type TestDatabases } from './postgres.ts';

let databases: TestDatabases;
before(async () => {
  databases = await createTestDatabases();
});
after(() => databases.stop());

storeContract('PostgreSQL', () => databases.open());
