import type { Schema } from '../schema.ts';
import {
  anything,
  bool,
  conditions,
  mode,
  object,
  objectReference,
  stepStatuses,
  steps,
  text,
  time,
} from './steps.ts';

export const workflowRun: Schema = object({
  apiVersion: text,
  kind: text,
  metadata: { type: 'object' },
  spec: object({ context: anything, mode, workflowRef: text, workflowSpec: object({ steps }) }),
  status: object(
    {
      conditions,
      contextBackend: objectReference,
      endTime: time,
      finished: bool,
      message: text,
      mode,
      startTime: time,
      status: text,
      steps: stepStatuses,
      suspend: bool,
      suspendState: text,
      terminated: bool,
    },
    ['finished', 'mode', 'status', 'suspend', 'terminated'],
  ),
});

/** A template: it has no `spec`, mode and steps stand at its root. */
export const workflow: Schema = object({
  apiVersion: text,
  kind: text,
  metadata: { type: 'object' },
  mode,
  steps,
});
