import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templateProblems } from '../../../src/presenter/template/problems.ts';

test('a good template has no problems', () => {
  for (const source of [
    'plain words',
    '{% if step.title %}{{ step.title }}{% endif %} {{ run.parameters.whatever }}',
    '{% for c in commits %}{{ c.short }} {{ c.message | short }} {{ c.author }}{% endfor %}',
    '{{ commits.first.message }} {{ commits[0].id }} {{ images.size }} {{ run.duration | duration }}',
    '{% case event %}{% when "failed" %}{{ failure.message }}{% else %}ok{% endcase %}',
    '{% assign who = initiator.name | default: "nobody" %}{{ who }}{% comment %} {{ no }} {% endcomment %}',
    '[page]({{ run.url }})',
  ])
    assert.deepEqual(templateProblems(source, 'body'), [], source);
});

test('a bad one is told with its line, and what was probably meant', () => {
  const cases: [string, number, RegExp][] = [
    ['a\n{{ run.id', 2, /not closed/],
    ['{% if event %}', 1, /not closed/],
    ['a\n\n{{ run.titel }}', 3, /no variable “run\.titel”; did you mean “run\.title”\?/],
    // Whatever its conditions: such a branch is taken on the day that matters.
    ['{% if false %}\n{{ run.nothing }}{% endif %}', 2, /no variable “run\.nothing”/],
    ['{% if event == "nope" %}{{ commits[0].autor }}{% endif %}', 1, /no variable “commits\.0\.autor”/],
    ['{% for c in commits %}{{ c.nope }}{% endfor %}', 1, /no variable “c\.nope”/],
    ['{{ event | shout }}', 1, /undefined filter: shout/],
    ['{% include "x" %}', 1, /"include" not found/],
    ['{{ run }}', 1, /no text/],
    ['{{ event.constructor }}', 1, /no variable/],
    ['\uE000', 1, /cannot be used/],
  ];
  for (const [source, line, message] of cases) {
    for (const place of ['title', 'body'] as const) {
      const [problem] = templateProblems(source, place);
      assert.equal(problem?.line, line, source);
      assert.match(problem?.message ?? '', message, source);
    }
  }
});
