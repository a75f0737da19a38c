import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMrkdwn } from '../../../../src/verbs/preview/read/mrkdwn.ts';

test('Slack marks, calls, links and moments are read; references are characters', () => {
  assert.deepEqual(readMrkdwn('*a* _b_ ~c~ `d&lt;` x &amp; y'), [
    { style: 'bold', text: 'a' },
    ' ',
    { style: 'italic', text: 'b' },
    ' ',
    { style: 'strike', text: 'c' },
    ' ',
    { style: 'code', text: 'd<' },
    ' x & y',
  ]);
  assert.deepEqual(readMrkdwn('<@U0ADA> <!channel> <https://a.example/?b&amp;c|see> <!date^1^{time}|then>'), [
    { style: 'mention', text: '@U0ADA' },
    ' ',
    { style: 'mention', text: '@channel' },
    ' ',
    { style: 'link', text: 'see', url: 'https://a.example/?b&c' },
    ' ',
    { style: 'time', text: 'then' },
  ]);
});

test('marks inside of words, beside blanks and kept apart are characters', () => {
  for (const text of ['my_app_name', '2 * 3 * 4', 'a*b*c', '* a *'])
    assert.deepEqual(readMrkdwn(text), [text]);
  assert.deepEqual(readMrkdwn('\u200b*\u200ba\u200b*\u200b'), ['*a*']);
});
