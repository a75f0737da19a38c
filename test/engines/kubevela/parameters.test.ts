import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withParameters } from '../../../src/engines/kubevela/start/parameters.ts';
import { chineseProblem } from '../../presenter/chinese-problem.ts';

const STEPS = [{ name: 'say', properties: { list: ['a'], text: 'x' } }];

/** What a Chinese card says of a parameter that has no place; of an Application where there are components. */
function problem(sets: string, components?: { name: string }[], steps = STEPS): string {
  const settable = { steps, ...(components === undefined ? { context: {} } : { components }) };
  return chineseProblem(() => withParameters('release', settable, [{ sets, value: 1 }]));
}

it('what is wrong with a parameter is read in Chinese', () => {
  for (const [sets, chinese] of [
    ['', '路径为空'],
    ['a b', '“a b”不是形如 “a.b[0].c” 的路径'],
    ['context.__proto__', '“context.__proto__”：不能设置 __proto__'],
    ['context', '“context” 之后应为名称'],
    ['components.web.properties.x', '必须以 “context” 或 “steps.<name>.properties” 开头'],
    ['steps.say.type', 'steps.say 之后应为 “properties” 及其中的路径'],
    ['steps.gone.properties.x', '没有步骤“gone”（现有 say）'],
    ['steps.say.properties.list[7]', '[7] 超出了列表末尾（列表共 1 项）'],
    ['steps.say.properties.text[0]', '[0] 所在的位置不是列表'],
    ['steps.say.properties.text.x', '“x”所在的位置不是对象'],
  ] as const)
    assert.equal(problem(sets), chinese, sets);
  assert.equal(problem('steps.gone.properties.x', undefined, []), '没有步骤“gone”（没有任何步骤）');
});

it('of an Application too', () => {
  const web = [{ name: 'web' }];
  assert.equal(
    problem('context.x', web),
    'Application 没有 “context”：请设置 “components.<name>.properties.…”',
  );
  assert.equal(problem('x', web), '必须以 “components.<name>.properties” 或 “steps.<name>.properties” 开头');
  assert.equal(problem('components.gone.properties.x', web), '没有组件“gone”（现有 web）');
  assert.equal(problem('components.gone.properties.x', []), '没有组件“gone”（没有任何组件）');
});
