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
  lockWaits,
  locks,
  notices,
  movedMessages,
  pastRuns,
  posts,
  revisionNumbers,
  revisions,
  runs,
  schedules,
} = defineSchema(columnsOf('postgres'));
