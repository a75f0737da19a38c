import { columnsOf } from './columns.ts';
import { defineSchema } from './schema.ts';

export const {
  approvals,
  audit,
  decisions,
  delegations,
  engineCalls,
  executions,
  identities,
  inbox,
  linkRequests,
  notices,
  movedMessages,
  posts,
  revisionNumbers,
  revisions,
  runs,
} = defineSchema(columnsOf('postgres'));
