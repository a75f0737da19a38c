/**
 * The one place that loads drizzle, by `require`: its ES modules are hundreds of small files, which cost 90 MB and 0.5 s of start-up
 * on Node 24 where the CommonJS build costs 20 MB and 0.15 s. The types come from the ES modules.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const drizzle: typeof import('drizzle-orm') = require('drizzle-orm');
export const sqliteCore: typeof import('drizzle-orm/sqlite-core') = require('drizzle-orm/sqlite-core');
export const pgCore: typeof import('drizzle-orm/pg-core') = require('drizzle-orm/pg-core');

/** What queries are written with. */
export const {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  min,
  notInArray,
  or,
  sql,
} = drizzle;
