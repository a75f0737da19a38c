import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAYING_CODES, type Saying, sayingsInEnglish } from '../../src/domain/saying.ts';
import { sayingText } from '../../src/presenter/saying-text.ts';
import { sentence } from '../../src/presenter/sentences.ts';

const inChinese = (...says: Saying[]) => sayingText({ message: 'unused', says }, 'zh');

test('every code has both languages, and people read in English what programs get', () => {
  for (const code of SAYING_CODES) {
    const names = [...sayingsInEnglish([{ code }]).matchAll(/\{(\w+)\}/g)];
    const data = Object.fromEntries(names.map(([, name = ''], i) => [name, '①②③④⑤⑥'[i] ?? '']));
    const says = [{ code, data }];
    assert.equal(sayingText({ message: 'unused', says }, 'en'), sayingsInEnglish(says), code);
    const chinese = sayingText({ message: 'unused', says }, 'zh') ?? '';
    assert.doesNotMatch(chinese, /\{\w+\}/, code);
    for (const value of Object.values(data)) assert.ok(chinese.includes(value), `${code}: ${value}`);
    if (code === 'words') continue;
    assert.match(chinese, /\p{Script=Han}/u, code);
    // No word of English is left but what is called so in a file or by everybody.
    const rest = chinese.replace(/“[^”]*”|HTTP|JSON|IP|Slack|Webhook|Application/g, '');
    assert.doesNotMatch(rest, /[A-Za-z]{2}/, code);
  }
});

test('who decided, and why, in Chinese', () => {
  const by = 'Ben Okafor';
  assert.equal(inChinese({ code: 'approved', data: { by } }), 'Ben Okafor 已批准');
  assert.equal(
    inChinese({ code: 'rejected-because', data: { by, why: 'too late' } }),
    'Ben Okafor 已拒绝：too late',
  );
  assert.equal(
    inChinese({ of: ['Deploy', 'api'], code: 'cancelled', data: { by } }, { code: 'killed' }),
    'Deploy：api：Ben Okafor 已取消；收到结束请求后未结束，已被强制终止',
  );
});

test('names and reasons stand as they are, even where they look like a place for a value or one of our codes', () => {
  const data = { by: '{why}', why: 'busy {by} $&' };
  assert.equal(inChinese({ code: 'approved-because', data }), '{why} 已批准：busy {by} $&');
});

test('when the clock has decided, its reason is no word of anybody', () => {
  const saying = (by: string): Saying => ({ code: 'rejected-because', data: { by, why: 'expired' } });
  assert.equal(inChinese(saying('greenlight')), 'greenlight 已拒绝：无人及时决定');
  assert.equal(inChinese(saying('Ben')), 'Ben 已拒绝：expired');
});

test('a reason with codes is said in the language of the reader; one of a newer replica as it was for programs', () => {
  const data = { failures: 11, why: 'ci answered 500' };
  const why: Saying[] = [{ code: 'answered', data: { host: 'ci', status: 500 } }];
  assert.equal(inChinese({ code: 'gave-up', data, why }), '已失败 11 次，最后一次：ci 返回状态码 500');
  const newer = [{ code: 'from-the-future' }] as unknown as Saying[];
  assert.equal(inChinese({ code: 'gave-up', data, why: newer }), '已失败 11 次，最后一次：ci answered 500');
});

test('what has no code, or one that this version does not know, stands in the words of the engine', () => {
  const message = 'approved by Ben';
  assert.equal(sayingText({ message }, 'zh'), message);
  assert.equal(sayingText({ message, says: [] }, 'zh'), message);
  const newer = [{ code: 'approved' }, { code: 'from-the-future' }] as unknown as Saying[];
  assert.equal(sayingText({ message, says: newer }, 'zh'), message);
  const inherited = [{ code: 'toString' }] as unknown as Saying[];
  assert.equal(sayingText({ message, says: inherited }, 'zh'), message);
  assert.equal(sayingText({ message: '' }, 'zh'), undefined);
  assert.equal(sayingText({}, 'zh'), undefined);
});

test('a line stays short, whatever a name and a reason hold', () => {
  const long = 'x'.repeat(300);
  assert.equal(inChinese({ code: 'rejected-because', data: { by: long, why: long } })?.length, 300);
});

test('a line of /flow status says it in the language of the reader', () => {
  const says: Saying[] = [{ code: 'approved', data: { by: 'Ben' } }];
  const data = { title: 'Sign-off', step: 'succeeded', message: { message: 'approved by Ben', says } };
  assert.equal(sentence('line.step-said', 'zh', data), 'Sign-off：成功 – Ben 已批准');
  assert.equal(sentence('line.step-said', 'en', data), 'Sign-off: succeeded – approved by Ben');
});
