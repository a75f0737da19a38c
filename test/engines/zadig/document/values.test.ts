import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSnapshot } from '../../../../src/domain/run.ts';
import { WorkflowNotice } from '../../../../src/engines/zadig/document/notice.ts';
import { Task } from '../../../../src/engines/zadig/document/task.ts';
import { snapshotOfNotice } from '../../../../src/engines/zadig/form/notice-form.ts';
import { snapshotOfTask } from '../../../../src/engines/zadig/form/task-form.ts';
import { BOT, passedBody, taskDocument } from '../documents.ts';

const place = { engine: 'zadig', url: 'https://zadig.example.com', roomOf: () => undefined };
const ref = { project: 'team', workflow: 'release-dev', task: 12 };

const ofTask = (document: unknown): RunSnapshot =>
  snapshotOfTask(place, ref, Task.parse(document), 1, { account: BOT });
const ofNotice = (document: unknown): RunSnapshot => snapshotOfNotice(place, WorkflowNotice.parse(document));

const ODD = [undefined, null, 'x', '', 7, -5, 1.5, 1e18, true, {}, [], ['x']];
/** What names the run, and what the steps are themselves. */
const NEEDED =
  /^(task_id|project_name|workflow_name|stages|stages\.\d|stages\.\d\.jobs|stages\.\d\.jobs\.\d|.*\.jobs\.\d\.name)$/;

function* pathsIn(value: unknown, above: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [...above, key];
    yield* pathsIn(inner, [...above, key]);
  }
}

function changed(value: unknown, [key, ...rest]: readonly string[], odd: unknown): unknown {
  if (key === undefined) return odd;
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === key ? changed(one, rest, odd) : one));
  return { ...(value as object), [key]: changed((value as Record<string, unknown>)[key], rest, odd) };
}

const shape = ({ steps }: RunSnapshot): unknown => steps.map(({ children }) => children.length);

void describe('a field that cannot be read hides no stage, no job and no gate of another', () => {
  for (const [name, document, read] of [
    ['a webhook', passedBody().workflow, ofNotice],
    ['a task', taskDocument(), ofTask],
  ] as const)
    void it(name, () => {
      const whole = read(document);
      for (const path of pathsIn(document)) {
        if (NEEDED.test(path.join('.'))) continue;
        for (const odd of ODD) {
          const snapshot = read(changed(document, path, odd));
          const what = `${path.join('.')} = ${JSON.stringify(odd)}`;
          assert.deepEqual(shape(snapshot), shape(whole), what);
          for (const { startedAt = 0, endedAt = 0 } of [snapshot, ...snapshot.steps])
            for (const time of [startedAt, endedAt]) assert.ok(!Number.isNaN(new Date(time).getTime()), what);
          const ofApproval = /^(status|stages\.1\.)/.test(path.join('.'));
          if (!ofApproval) assert.deepEqual(snapshot.gates, whole.gates, what);
        }
      }
    });
});
