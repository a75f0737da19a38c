import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFromOurPage } from '../../../src/http/pages/same-origin.ts';

const OURS = 'https://bot.example';

test('a browser that says where a form comes from is believed before anything else', () => {
  const from = (site: string, origin = OURS): boolean =>
    isFromOurPage({ 'sec-fetch-site': site, origin }, OURS);
  assert.deepEqual(
    ['same-origin', 'none', 'same-site', 'cross-site', ''].map((site) => from(site)),
    [true, true, false, false, false],
  );
  assert.equal(from('same-origin', 'https://evil.example'), true);
});

test('an older browser is refused when it names another origin', () => {
  const from = (origin?: string): boolean => isFromOurPage(origin === undefined ? {} : { origin }, OURS);
  assert.deepEqual([from(), from('null'), from(OURS)], [true, true, true]);
  for (const origin of [
    'https://evil.example',
    'http://bot.example',
    `${OURS}:8443`,
    `${OURS}.evil.example`,
    '',
  ])
    assert.equal(from(origin), false, origin);
});
