/** What a step is told when an input has made something of its properties that the file could not have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../src/domain/run.ts';
import { jobOf } from '../../../src/engines/embedded/effects/perform.ts';
import type { EmbeddedOptions } from '../../../src/engines/embedded/options.ts';
import type { Plan, RunDocument, StepPlan } from '../../../src/engines/embedded/plan.ts';
import { advance } from '../../../src/engines/embedded/run/advance.ts';
import { newState } from '../../../src/engines/embedded/run/state.ts';
import { sendsOf } from '../../../src/engines/embedded/sends/send.ts';
import { sayingText } from '../../../src/presenter/saying-text.ts';

const OPTIONS: EmbeddedOptions = {
  id: 'local',
  workflows: '/nowhere',
  dataDir: '/nowhere',
  targets: [],
  exec: { allow: new Map([['tool', '/bin/tool']]), cwd: '/', environment: {} },
};

type Properties = { [key: string]: Json };

/** A run of one step of which nothing was done yet. */
function runOf(step: Partial<StepPlan>): { document: RunDocument; state: ReturnType<typeof newState> } {
  const plan: Plan = {
    workflow: 'w',
    kind: 'Workflow',
    namespace: 'default',
    context: { word: 'hello' },
    components: [],
    policies: [],
    mode: { steps: 'StepByStep', subSteps: 'DAG' },
    steps: [{ name: 'one', type: 'suspend', properties: {}, ...step }],
  };
  const document = { plan, app: 'shop', environment: 'prod', initiator: {} };
  const state = newState();
  advance(document, state, { now: 1000, attempt: () => 'a' });
  return { document, state };
}

/** Both languages of what stands in the way of a step. */
function problemOf(type: string, properties: Properties): (string | undefined)[] {
  const { document, state } = runOf({ type, properties });
  const job = jobOf(OPTIONS, '1', document, state, 'one');
  assert.ok('problem' in job, JSON.stringify(properties));
  assert.equal(sayingText(job.problem, 'en'), job.problem.message);
  return [job.problem.message, sayingText(job.problem, 'zh')];
}

test('what cannot be done says so in both languages', () => {
  const url = 'https://ci.example.com';
  const cases: readonly (readonly [string, Properties, string, string])[] = [
    [
      'request',
      { url, method: 'POST', body: { all: { ids: [7, -(2 ** 64)] } } },
      'body.all.ids[1] is a whole number past 2^53, of which the last digits are not known any more: let who gives it write it as a text',
      'body.all.ids[1] 是超过 2^53 的整数，其末尾数字已经丢失：请让提供方改用文本',
    ],
    [
      'webhook',
      { url: { value: url }, data: { id: 2 ** 53 } },
      'data.id is a whole number past 2^53, of which the last digits are not known any more: let who gives it write it as a text',
      'data.id 是超过 2^53 的整数，其末尾数字已经丢失：请让提供方改用文本',
    ],
    [
      'request',
      { url: 'ftp://x' },
      '"url" is not an address that begins with http:// or https://',
      '“url” 不是以 “http://” 或 “https://” 开头的地址',
    ],
    [
      'request',
      { url, method: 7 },
      '"method" or "header" is not what it should be',
      '“method” 或 “header” 的类型不正确',
    ],
    ['request', { url, header: { a: 7 } }, 'header "a" is not a text', '请求头“a”不是文本'],
    [
      'request',
      { url, headersFromSecret: [{ header: 'a', secret: 's', key: 'k' }] },
      'an item of "headersFromSecret" names no header, or a secret that is not known here',
      '“headersFromSecret” 中有一项没有指定请求头，或此处没有对应的密钥',
    ],
    [
      'webhook',
      { url: { secretRef: { name: 's', key: 'k' } } },
      '"url" is not an address that begins with http:// or https://, or its secret is not known here',
      '“url” 不是以 “http://” 或 “https://” 开头的地址，或此处没有对应的密钥',
    ],
    [
      'exec',
      { command: [] },
      '"command" is not a list of texts: the program and its arguments',
      '“command” 不是文本列表：应为程序及其参数',
    ],
    [
      'exec',
      { command: ['tool'], environment: { 'A B': 'x' } },
      '"A B" is no name of a variable',
      '“A B”不是有效的变量名',
    ],
    ['exec', { command: ['tool'], cwd: 7 }, '"cwd" is not a text', '“cwd” 不是文本'],
    [
      'exec',
      { command: ['tool'], environment: [] },
      '"environment" is not an object',
      '“environment” 不是对象',
    ],
    [
      'exec',
      { command: ['tool'], environment: { A: 7 } },
      'the variable A is no text, or its secret is not known here',
      '变量 A 不是文本，或此处没有对应的密钥',
    ],
    [
      'apply-component',
      { component: 'web' },
      'there is no component "web" (the Application has none)',
      '步骤的参数有误：there is no component "web" (the Application has none)',
    ],
  ];
  for (const [type, properties, english, chinese] of cases)
    assert.deepEqual(problemOf(type, properties), [english, chinese]);
});

test('an input that is not there, or has no place, says so in both languages', () => {
  const cases: readonly (readonly [StepPlan['inputs'], string, string])[] = [
    [[{ from: ['gone'], key: ['message'] }], 'the input gone is not there', '缺少输入 gone'],
    [
      [{ from: ['context', 'word'], key: ['message', 'text'] }],
      'the input context.word has no place: "text" is set in something that is no object',
      '输入 context.word 无处可放：“text”所在的位置不是对象',
    ],
  ];
  for (const [inputs, english, chinese] of cases) {
    const { state } = runOf({
      type: 'print-message-in-status',
      properties: { message: 'x' },
      ...(inputs && { inputs }),
    });
    const step = state.steps.get('one');
    assert.deepEqual([step?.phase, step?.message], ['failed', english]);
    assert.equal(sayingText(step ?? {}, 'zh'), chinese);
  }
});

test('a wait that is none says so in both languages', () => {
  for (const [duration, english, chinese] of [
    [7, '"duration": a number', '“duration” 必须是时长，但实际为数字'],
    ['0s', '"duration": "0s" is no time at all', '“duration” 有误：时长“0s”必须大于零'],
    [
      '1d',
      '"duration": "1d" is not a duration: write it with h, m, s or ms, as in "1h30m" (days are not known: "24h")',
      '“duration” 有误：“1d”不是时长：请用 “h”、“m”、“s” 或 “ms” 书写，例如 “1h30m”（不支持天，请写 “24h”）',
    ],
    ['9999999h', '"duration": "9999999h" is too long for a duration', '“duration” 有误：时长“9999999h”过长'],
  ] as const) {
    const step = runOf({ properties: { duration } }).state.steps.get('one');
    assert.deepEqual([step?.message, sayingText(step ?? {}, 'zh')], [english, chinese]);
  }
});

test('a robot whose secret is no address says so in both languages', () => {
  const options: EmbeddedOptions = { ...OPTIONS, secrets: { lark: { url: 'ftp://lark.example' } } };
  const step: StepPlan = { name: 'one', type: 'notification', properties: {} };
  const lark = {
    url: { secretRef: { name: 'lark', key: 'url' } },
    message: { msg_type: 'text', content: '{"text": "x"}' },
  };
  const sends = sendsOf(options, step, { lark });
  assert.ok('problem' in sends);
  assert.equal(sends.problem.message, 'the address of lark does not begin with http:// or https://');
  assert.equal(sayingText(sends.problem, 'zh'), 'lark 的地址不是以 “http://” 或 “https://” 开头');
});
