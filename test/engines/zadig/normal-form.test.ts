import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunSnapshot } from '../../../src/domain/run.ts';
import { WorkflowNotice } from '../../../src/engines/zadig/document/notice.ts';
import { Task } from '../../../src/engines/zadig/document/task.ts';
import { commentOf, unmarked } from '../../../src/engines/zadig/form/approval.ts';
import { parseAttempt } from '../../../src/engines/zadig/form/gates.ts';
import { snapshotOfNotice } from '../../../src/engines/zadig/form/notice-form.ts';
import { parseRef } from '../../../src/engines/zadig/form/ref.ts';
import { snapshotOfTask } from '../../../src/engines/zadig/form/task-form.ts';
import {
  BEGUN_MS,
  BOT,
  createdBody,
  IMAGE,
  job,
  jobBody,
  passedBody,
  SHA,
  taskDocument,
  user,
  waitingBody,
} from './documents.ts';

const PLACE = { engine: 'zadig', url: 'https://zadig.example.com', roomOf: () => undefined };
const REF = { project: 'team', workflow: 'release-dev', task: 12 };

function formOf(document: unknown, account: typeof BOT | undefined = BOT): RunSnapshot {
  return snapshotOfTask(PLACE, REF, Task.parse(document), 1, { account });
}

function toldOf(body: { workflow: unknown }): RunSnapshot {
  return snapshotOfNotice(PLACE, WorkflowNotice.parse(body.workflow));
}

/** Stages with the given status each. */
function staged(status: string, jobs: Record<string, unknown>[], stage: Record<string, unknown> = {}) {
  return taskDocument({ status, stages: [{ name: 's', status, jobs, ...stage }] });
}

void describe('a task that waits for an approval', () => {
  const snapshot = formOf(taskDocument());
  void it('asks by the names that the workflow gives, and knows the task by its own', () => {
    assert.equal(snapshot.phase, 'suspended');
    const [gate, ...others] = snapshot.gates;
    assert.deepEqual([gate?.path, gate?.title, gate?.message], ['ask/go', 'go', 'To dev now?']);
    assert.equal(others.length, 0);
    assert.deepEqual(parseAttempt(gate?.attempt ?? ''), {
      kind: 'approval',
      name: 'job-1-0-0-go',
      since: BEGUN_MS / 1000 + 30,
    });
  });
  void it('says what is deployed, and nothing that is still a template', () => {
    assert.deepEqual(snapshot.images, [IMAGE]);
    assert.deepEqual(snapshot.commits, [
      {
        id: SHA,
        repository: 'team/api',
        message: 'Orders are paid once A second click is refused.',
        author: { name: 'Ada' },
        url: `https://gitlab.example.com/team/api/commit/${SHA}`,
      },
    ]);
  });
  void it('has stages with jobs, times in milliseconds and a link to the task itself', () => {
    assert.deepEqual(
      snapshot.steps.map(({ path, phase, children }) => [path, phase, children.map((one) => one.path)]),
      [
        ['build', 'succeeded', ['build/build']],
        ['ask', 'suspended', ['ask/go']],
        ['deploy-dev', 'pending', ['deploy-dev/deploy']],
      ],
    );
    assert.equal(snapshot.steps[0]?.endedAt, BEGUN_MS + 30_000);
    assert.equal(snapshot.startedAt, BEGUN_MS);
    assert.deepEqual(snapshot.links, [
      {
        title: 'Zadig #12',
        url: 'https://zadig.example.com/v1/projects/detail/team/pipelines/custom/release-dev/12?display_name=Release',
      },
    ]);
  });
  void it('is the same for the same document', () => {
    assert.deepEqual(formOf(taskDocument()), snapshot);
  });
});

void describe('what cannot be decided here is shown without a gate', () => {
  const cases: [string, RunSnapshot, string, number | undefined][] = [
    ['an approval in Feishu', formOf(taskDocument({}, { type: 'lark' })), 'lark', undefined],
    ['in DingTalk', formOf(taskDocument({}, { type: 'dingtalk' })), 'dingtalk', undefined],
    ['in WeCom', formOf(taskDocument({}, { type: 'workwx' })), 'workwx', undefined],
    ['one that does not name our account', formOf(taskDocument(), { uid: 'u-other', name: 'x' }), 'zadig', 1],
    [
      'one that needs more than us',
      formOf(
        taskDocument(
          {},
          {
            native_approval: {
              needed_approvers: 3,
              approve_users: [user(BOT, { reject_or_approve: 'approve' }), user({ uid: 'a', name: 'a' })],
            },
          },
        ),
      ),
      'zadig',
      2,
    ],
  ];
  for (const [name, snapshot, where, missing] of cases) {
    void it(name, () => {
      assert.deepEqual(snapshot.gates, []);
      assert.equal(snapshot.phase, 'suspended');
      const [one] = snapshot.elsewhere ?? [];
      assert.deepEqual([one?.title, one?.where, one?.missing], ['go', where, missing]);
    });
  }
});

void describe('statuses', () => {
  const cases: [string, string, string][] = [
    ['created', 'pending', 'pending'],
    ['queued', 'pending', 'pending'],
    ['running', 'running', 'running'],
    ['prepare', 'running', 'running'],
    ['something-new', 'running', 'running'],
    ['passed', 'succeeded', 'succeeded'],
    ['failed', 'failed', 'failed'],
    ['timeout', 'failed', 'failed'],
    ['cancelled', 'terminated', 'failed'],
    ['reject', 'terminated', 'failed'],
  ];
  for (const [status, run, step] of cases) {
    void it(`${status} is ${run}`, () => {
      const { phase, steps } = formOf(staged(status, [job('j', 'j', 'plugin', status, 1, 2, null)]));
      assert.deepEqual([phase, steps[0]?.phase, steps[0]?.children[0]?.phase], [run, step, step]);
    });
  }
  void it('what was not reached by the end is skipped, and an end without a time has its last job’s', () => {
    const { steps, endedAt } = formOf(
      taskDocument({
        status: 'reject',
        stages: [
          { name: 'ask', status: 'reject', jobs: [job('a', 'a', 'approval', 'reject', 1, 9, null)] },
          { name: 'after', status: '', jobs: [job('b', 'b', 'plugin', '', 0, 0, null)] },
        ],
      }),
    );
    assert.deepEqual(
      steps.map(({ phase }) => phase),
      ['failed', 'skipped'],
    );
    assert.equal(endedAt, BEGUN_MS + 9000);
  });
  void it('a stage that waits for a hand, and an error that waits for one, are gates', () => {
    const paused = formOf(staged('pause', [job('j', 'j', 'plugin', '', 0, 0, null)]));
    assert.deepEqual([paused.phase, paused.gates[0]?.path], ['suspended', 's']);
    assert.equal(parseAttempt(paused.gates[0]?.attempt ?? '')?.kind, 'stage');
    assert.deepEqual(paused.steps[0]?.says, [{ code: 'hand-waits' }]);
    const failing = job('job-0-0-0-j', 'j', 'plugin', 'wait_for_manual_error_handling', 4, 0, null);
    const handled = formOf(
      staged('running', [{ ...failing, error: 'exit 1: token=s3cr3t-value at https://a:b@host/x?y' }]),
    );
    const [gate] = handled.gates;
    assert.deepEqual([gate?.path, gate?.message], ['s/j', 'exit 1: token=*** at https://host/…']);
    // What the buttons do is said beside the error.
    const [words, wait] = handled.steps[0]?.children[0]?.says ?? [];
    assert.deepEqual([words?.code, wait?.code], ['words', 'error-waits']);
    const over = formOf(staged('cancelled', [failing]));
    assert.equal(over.steps[0]?.children[0]?.message, undefined);
  });
  void it('what took too long says so, unless Zadig does', () => {
    const late = job('j', 'j', 'plugin', 'timeout', 1, 9, null);
    const { message, steps } = formOf(staged('timeout', [late]));
    assert.deepEqual(
      [message, steps[0]?.children[0]?.says],
      ['j: not finished in time', [{ code: 'timed-out' }]],
    );
    assert.equal(
      formOf(staged('timeout', [{ ...late, error: 'workflow timeout' }])).message,
      'j: workflow timeout',
    );
  });
  void it('jobs that were split from one have paths of their own', () => {
    const jobs = ['api', 'web'].map((service) => ({
      ...job(`job-0-0-${service}`, 'build', 'zadig-build', 'running', 1, 0, null),
      display_name: `${service}-build`,
    }));
    const paths = formOf(staged('running', jobs)).steps[0]?.children.map(({ path }) => path);
    assert.deepEqual(paths, ['s/api-build', 's/web-build']);
  });
  void it('who decided is told, the person for whom our account did it before all', () => {
    const comment = commentOf('Chen', 'the canary is red', 'a1b2c3d4e5f6');
    assert.deepEqual(unmarked(comment), {
      text: 'Chen: the canary is red',
      ours: true,
      hash: 'a1b2c3d4e5f6',
    });
    const decided = { reject_or_approve: 'reject', comment, operation_time: 5 };
    const spec = { type: 'native', native_approval: { approve_users: [user(BOT, decided)] } };
    const rejected = formOf(staged('reject', [job('a', 'a', 'approval', 'reject', 1, 2, spec)]));
    assert.equal(rejected.steps[0]?.children[0]?.message, '✗ Chen: the canary is red');
  });
});

void describe('bodies of webhooks', () => {
  void it('the last one tells stages, the commit with its address, the image and who started it', () => {
    const snapshot = toldOf(passedBody());
    assert.deepEqual(
      snapshot.steps.map(({ title, phase }) => [title, phase]),
      [
        ['build', 'succeeded'],
        ['deploy-dev', 'succeeded'],
        ['smoke', 'succeeded'],
      ],
    );
    assert.deepEqual(snapshot.images, [IMAGE]);
    assert.equal(snapshot.commits?.[0]?.url, `https://gitlab.example.com/team/api/commit/${SHA.slice(0, 8)}`);
    assert.deepEqual(snapshot.initiator, { name: 'ada', email: 'ada@example.com' });
    assert.equal(snapshot.hearsay, true);
  });
  void it('of a job say nothing of the task', () => {
    for (const status of ['prepare', 'passed', 'failed', 'wait_for_approval']) {
      const { phase, steps, endedAt } = toldOf(jobBody(status));
      assert.deepEqual([phase, steps, endedAt], ['running', [], undefined], status);
    }
  });
  void it('are older news the earlier they were made, and all older than what was read', () => {
    const orders = [createdBody(), waitingBody(), passedBody()].map((body) => toldOf(body).order);
    assert.deepEqual(
      orders,
      orders.toSorted((a, b) => a - b),
    );
    assert.ok(toldOf(jobBody('passed')).order < toldOf(passedBody()).order);
    assert.ok(Math.max(...orders) < Date.UTC(2024, 0));
  });
});

void it('no text of a body breaks a card or the database', () => {
  const rude = '\u001b[31mred\u0000\ud800 \u202eback\nnext';
  const snapshot = toldOf(
    passedBody({ workflow_display_name: rude, remark: rude, error: rude, task_creator: rude }),
  );
  const { workflowTitle, remark, message, initiator } = snapshot;
  for (const text of [workflowTitle, remark, message, initiator?.name]) assert.equal(text, 'red� back next');
});

void it('a ref names one task, and nothing else is one', () => {
  assert.deepEqual(parseRef('team/release-dev/12'), REF);
  for (const bad of ['987654321', 'nonsense', 'a/b/0', 'a/b/1/2', '../b/1', 'a/b/1e3', 'a/b?c/1'])
    assert.equal(parseRef(bad), undefined, bad);
});
