import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmbeddedOptions } from '../../../src/engines/embedded/options.ts';
import { parameterProblem, withParameters } from '../../../src/engines/embedded/parameters.ts';
import type { Plan } from '../../../src/engines/embedded/plan.ts';
import { UserError } from '../../../src/errors.ts';
import { chineseProblem } from '../../presenter/chinese-problem.ts';

const options: EmbeddedOptions = { id: 'x', workflows: '/', dataDir: '/', targets: [] };

const plan: Plan = {
  workflow: 'shop',
  kind: 'WorkflowRun',
  namespace: 'default',
  context: {},
  components: [
    { name: 'web', type: 'webservice', properties: { env: [{ name: 'A', value: '1' }] }, traits: [] },
  ],
  policies: [],
  steps: [
    { name: 'call', type: 'request', properties: { url: 'https://a.example', method: 'POST', body: {} } },
    { name: 'ask', type: 'suspend', properties: {} },
  ],
};

test('parameters set components, steps and context, as data', () => {
  const set = withParameters(
    plan,
    [
      { sets: 'components.web.properties.image.tag', value: '"}\n- evil: {{x}} ${y} \\(z)' },
      { sets: 'components.web.properties.env[0].value', value: '2' },
      { sets: 'components.web.properties.env[1]', value: { name: 'B', value: '3' } },
      { sets: 'steps.call.properties.body.deep.x', value: 7 },
      { sets: 'context.image', value: 'shop:1' },
    ],
    options,
  );
  assert.deepEqual(set.components[0]?.properties, {
    image: { tag: '"}\n- evil: {{x}} ${y} \\(z)' },
    env: [
      { name: 'A', value: '2' },
      { name: 'B', value: '3' },
    ],
  });
  assert.deepEqual(set.steps[0]?.properties.body, { deep: { x: 7 } });
  assert.deepEqual(set.context, { image: 'shop:1' });
  assert.deepEqual(plan.components[0]?.properties, { env: [{ name: 'A', value: '1' }] });
});

test('a path that names nothing is refused, and can be checked before any run', () => {
  const cases: [string, RegExp][] = [
    ['components.wep.properties.x', /has no component "wep" \(it has web\)/],
    ['components.web.traits', /comes properties/],
    ['components.web.properties', /comes properties/],
    ['steps.nope.properties.x', /has no step "nope" \(it has call, ask\)/],
    ['steps.ask.properties.mesage', /has no property "mesage" \(it has message, duration\)/],
    ['steps.ask.type', /comes properties/],
    ['metadata.name', /must begin with/],
    ['context', /after context comes a name/],
    ['context.__proto__.x', /__proto__/],
    ['components.web.properties[', /not a path/],
  ];
  for (const [path, message] of cases) {
    assert.match(parameterProblem(plan, path) ?? 'no problem', message, path);
    assert.throws(
      () => withParameters(plan, [{ sets: path, value: 1 }], options),
      (error) =>
        error instanceof UserError && error.code === 'engine.bad-parameter-path' && error.data.path === path,
    );
  }
  assert.equal(parameterProblem(plan, 'components.web.properties.a.b'), undefined);
});

test('what is wrong with a path is read in Chinese', () => {
  for (const [path, chinese] of [
    ['components.wep.properties.x', '工作流 shop 中没有组件“wep”（现有 web）'],
    ['steps.nope.properties.x', '工作流 shop 中没有步骤“nope”（现有 call, ask）'],
    ['steps.ask.properties.mesage', '步骤“ask”（suspend）没有参数“mesage”（现有 message, duration）'],
    ['steps.ask.type', '“steps.ask.type”：steps.ask 之后应为 “properties” 及其中的路径'],
    [
      'metadata.name',
      '“metadata.name”必须以 “components.<name>.properties”、“steps.<name>.properties” 或 “context” 开头',
    ],
    ['context', '“context”：“context” 之后应为名称'],
    ['context.__proto__.x', '“context.__proto__.x”：不能设置 __proto__'],
    ['', '“”不是形如 “a.b[0].c” 的路径'],
    ['components.web.properties[', '“components.web.properties[”不是形如 “a.b[0].c” 的路径（见“[”处）'],
    ['components.web.properties.env[7].x', '[7] 超出了列表末尾（列表共 1 项）'],
    ['components.web.properties.env.x', '“x”所在的位置不是对象'],
    ['components.web.properties.env[0][0]', '[0] 所在的位置不是列表'],
  ] as const)
    assert.equal(
      chineseProblem(() => withParameters(plan, [{ sets: path, value: 1 }], options)),
      chinese,
      path,
    );
  const bare = { ...plan, components: [], steps: [] };
  for (const [path, chinese] of [
    ['components.web.properties.x', '工作流 shop 中没有组件“web”（没有任何组件）'],
    ['steps.ask.properties.x', '工作流 shop 中没有步骤“ask”（没有任何步骤）'],
  ] as const)
    assert.equal(
      chineseProblem(() => withParameters(bare, [{ sets: path, value: 1 }], options)),
      chinese,
    );
});

test('a value that a step cannot run with is refused', () => {
  const cases: [string, string | number, RegExp][] = [
    ['steps.call.properties.url', 'file:///etc/passwd', /not an address/],
    ['steps.call.properties.method', 'TRACE', /must be one of/],
    ['steps.ask.properties.duration', '1d', /not a duration/],
    ['steps.ask.properties.message', 5, /must be a text/],
  ];
  for (const [sets, value, message] of cases) {
    assert.throws(
      () => withParameters(plan, [{ sets, value }], options),
      (error) =>
        error instanceof UserError &&
        error.code === 'engine.bad-parameter-value' &&
        message.test(String(error.data.problem)),
    );
  }
});
