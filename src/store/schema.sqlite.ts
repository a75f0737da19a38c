import { columnsOf } from './columns.ts';
import { defineSchema } from './schema.ts';

export const {
  approvals,
  audit,
  decisions,
  engineCalls,
  executions,
  inbox,
  notices,
  movedMessages,
  posts,
  runs,
} = defineSchema(columnsOf('sqlite'));
