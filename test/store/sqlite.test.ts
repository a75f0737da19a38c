import { storeContract } from '../contracts/store.ts';
import { openTestSqlite } from './sqlite.ts';

storeContract('SQLite', () => openTestSqlite());
