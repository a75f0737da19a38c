import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksHtml } from '../../../src/verbs/preview/blocks-html.ts';
import { type Drawn, drawAll } from '../../../src/verbs/preview/draw.ts';
import { KINDS } from '../../../src/verbs/preview/kinds.ts';
import { OUTLETS } from '../../../src/verbs/preview/outlets.ts';
import { previewPage } from '../../../src/verbs/preview/page.ts';
import { samples } from '../../../src/verbs/preview/source.ts';

function all(): Drawn[] {
  const plan = { kinds: KINDS, outlets: OUTLETS, languages: ['en', 'zh'] } as const;
  return drawAll(
    plan,
    samples(),
    () => ({}),
    (error) => assert.fail(error),
  );
}

test('there is a sample for every message, outlet and language, within the limits of the vendor', () => {
  const drawn = all();
  assert.equal(drawn.length, KINDS.length * OUTLETS.length * 2);
  for (const { kind, outlet, language, rendered } of drawn) {
    const name = `${kind} ${outlet.name} ${language}`;
    assert.ok(rendered.blocks.length > 0, name);
    for (const { what, size, limit } of rendered.sizes)
      assert.ok(size > 0 && size <= limit, `${name}: ${what}`);
    // Zadig's format has no words of ours.
    if (outlet.name === 'zadig') continue;
    const other = drawn.find(
      (one) => one.kind === kind && one.outlet === outlet && one.language !== language,
    );
    assert.notDeepEqual(rendered.body, other?.rendered.body, `${name} is the same in both languages`);
  }
});

test('the page is one file: it loads nothing and runs nothing, whatever the texts say', () => {
  const page = previewPage(all());
  assert.doesNotMatch(page, /<script|<link|<img|javascript:|\son\w+=|@import|url\(/i);
  for (const [, url = ''] of page.matchAll(/\b(?:href|src)="([^"]*)"/g))
    assert.match(url, /^(?:#[\w-]+|https:\/\/greenlight\.example\.com\/(?:runs|decide)\/[\w.-]+)$/);
  assert.ok(page.includes('default-src &#39;none&#39;'));
  for (const [frame] of page.matchAll(/<iframe[^>]*/g)) assert.match(frame, /sandbox=""/);
  assert.equal(page.match(/<iframe /g)?.length, KINDS.length * 2);
  for (const kind of KINDS) assert.ok(page.includes(`<section id="${kind}">`));
  for (const { name } of OUTLETS) assert.ok(page.includes(`data-outlet="${name}"`));
});

test('a link is one only when it leads to a web page; all else is text', () => {
  const link = (url: string): string =>
    blocksHtml([{ kind: 'text', text: [{ style: 'link', text: '<b>"x', url }] }], 'slack').markup;
  assert.match(
    link('https://a.example/?"><b>'),
    /<a href="https:\/\/a\.example\/\?&quot;&gt;&lt;b&gt;"[^>]*>&lt;b&gt;&quot;x<\/a>/,
  );
  for (const url of ['javascript:alert(1)', 'data:text/html,x', 'nothing'])
    assert.doesNotMatch(link(url), /href/);
});
