import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import { load, small } from '../config/load.ts';
import { runVerb } from './run-verb.ts';

const ADA = 'ada: { name: Ada, ids: { slack-main: U0ADA } }';

describe('greenlight token', { concurrency: 2 }, () => {
  test('prints a token once, and lines that the configuration takes as they are', async () => {
    const before = Date.now();
    const { code, stdout, stderr } = await runVerb(
      ['token', 'eve', 'the "CI" #1 ${X}', '--days', '2'],
      tmpdir(),
    );
    assert.equal(code, 0, stderr);
    const [token = '', ...more] = stdout.match(/glt_[\w-]+/g) ?? [];
    assert.match(token, /^glt_[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(more, []);
    const [lines = ''] = / {2}eve:\n[^]*/.exec(stdout) ?? [];
    const yaml = small(ADA, `${ADA}\n${lines.replace('eve:\n', 'eve:\n    name: Eve\n')}`);
    const [kept] = load(yaml).tokens;
    assert.ok(kept?.until !== undefined);
    assert.deepEqual([kept.person, kept.name], ['eve', 'the "CI" #1 ${X}']);
    assert.equal(kept.sha256, createHash('sha256').update(token).digest('hex'));
    const days = (kept.until - before) / 86_400_000;
    assert.ok(days >= 2 && days <= 3, `good for ${days} days`);
    assert.equal(kept.until % 86_400_000, 0);
  });

  test('is another one each time, and has no end unless one is asked for', async () => {
    const [one, two] = await Promise.all([0, 1].map(() => runVerb(['token', 'ben', 'ci'], tmpdir())));
    assert.notEqual(one?.stdout, two?.stdout);
    assert.doesNotMatch(one?.stdout ?? '', /until/);
  });

  test('says how it is written', async () => {
    const wrong: readonly (readonly [string[], RegExp])[] = [
      [['token', 'ben'], /needs a person and a name/],
      [['token', 'ben', 'my', 'ci'], /in quotes/],
      [['token', 'Ben', 'ci'], /not spelled like a person/],
      [['token', 'ben', 'a\nb'], /one line/],
      [['token', 'ben', 'ci', '--days', '0'], /“0” is not a number of days/],
    ];
    for (const [args, told] of wrong) {
      const { code, stdout, stderr } = await runVerb(args, tmpdir());
      assert.equal(code, 2);
      assert.match(stderr, told);
      assert.doesNotMatch(stdout, /glt_/);
    }
  });
});
