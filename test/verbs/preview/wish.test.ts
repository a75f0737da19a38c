import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KINDS } from '../../../src/verbs/preview/kinds.ts';
import { OUTLETS } from '../../../src/verbs/preview/outlets.ts';
import { type PreviewWish, planOf } from '../../../src/verbs/preview/wish.ts';

function plan(wish: Partial<PreviewWish>): ReturnType<typeof planOf> {
  const nothing = { file: undefined, for: undefined, language: undefined, route: undefined, run: undefined };
  return planOf({ ...nothing, messages: [], page: undefined, json: false, ...wish }, KINDS);
}

test('what is not named is everything', () => {
  assert.deepEqual(plan({}), { kinds: KINDS, outlets: OUTLETS, languages: ['en', 'zh'] });
  const some = plan({ messages: ['failed', 'gate'], for: 'wecom, slack', language: 'zh' });
  assert.ok('kinds' in some);
  assert.deepEqual(some.kinds, ['failed', 'gate']);
  assert.deepEqual(
    some.outlets.map(({ name }) => name),
    ['wecom', 'slack'],
  );
  assert.deepEqual(some.languages, ['zh']);
});

test('a mistake is told with what was probably meant', () => {
  const cases: [Partial<PreviewWish>, RegExp][] = [
    [{ messages: ['faild'] }, /no message “faild”\. Did you mean “failed”/],
    [{ for: 'slak' }, /no chat or channel “slak”\. Did you mean “slack”/],
    [{ for: 'pigeon' }, /There are: slack, feishu/],
    [{ language: 'fr' }, /no language “fr”/],
    [{ run: '0' }, /not the number of a run/],
  ];
  for (const [wish, mistake] of cases) {
    const said = plan(wish);
    assert.match('mistake' in said ? said.mistake : '', mistake);
  }
});
