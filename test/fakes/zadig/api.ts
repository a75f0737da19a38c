import type { ApiParts, Call } from './call.ts';
import { handCalls } from './hand-calls.ts';
import { otherCalls } from './other-calls.ts';
import { taskCalls } from './task-calls.ts';
import { workflowCalls } from './workflow-calls.ts';

/** Everything that this version answers. */
export function callsOf(parts: ApiParts): Call[] {
  return [...workflowCalls(parts), ...taskCalls(parts), ...handCalls(parts), ...otherCalls(parts)];
}
