import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyMrkdwn } from '../../../src/platforms/slack/reply-text.ts';

test('an address in an answer is a link to just that address, and everything else stays text', () => {
  const url = 'https://g.example.com/runs/eyJ1bnRpbCI6_MTIz-_abc.x_y-z_';
  const said = replyMrkdwn({ kind: 'text', text: `All of it: ${url}\n<!channel> _no_`, tone: 'neutral' });
  assert.ok(said.includes(`<${url}|`), said);
  assert.ok(said.includes('&lt;!channel&gt;'));
  assert.doesNotMatch(said, /<!channel/);
  const odd = replyMrkdwn({ kind: 'text', text: 'https://x|y> https://', tone: 'neutral' });
  assert.doesNotMatch(odd, /\|y>/);
});
