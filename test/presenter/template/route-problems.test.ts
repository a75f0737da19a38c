import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeProblems } from '../../../src/presenter/template/route-problems.ts';

function both(text: string): { en: string; zh: string } {
  return { en: text, zh: text };
}

test('every mistake of every route is told, with the place of its words', () => {
  const routes = [
    { id: 'plain' },
    { id: 'good', title: both('{{ run.title }}'), body: { en: 'a', zh: '{{ event | words }}' } },
    { id: 'bad', title: both('{{ run.titel }}'), body: { en: 'fine', zh: 'x\n{% if %}' } },
  ];
  assert.deepEqual(
    routeProblems(routes).map(({ path }) => path),
    ['routes.bad.title', 'routes.bad.body.zh'],
  );
  assert.match(routeProblems(routes)[0]?.message ?? '', /^line 1: .*did you mean “run\.title”/);
  assert.match(routeProblems(routes)[1]?.message ?? '', /^line 2: /);
});
