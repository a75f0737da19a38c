import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Text } from '../../../src/domain/card.ts';
import { renderBody, renderTitle, TemplateError } from '../../../src/presenter/template/render.ts';
import { telling } from './telling.ts';

function body(source: string, tag = 'v2'): Text {
  return renderBody(source, telling('failed', { parameters: { tag } }));
}

const TAG = '{{ run.parameters.tag }}';

describe('markup of a template', () => {
  test('is bold, code, links and lines', () => {
    assert.deepEqual(body('**Down** at `prod`:\n[the page](https://a.example/b?c=d) now'), [
      { kind: 'bold', text: 'Down' },
      ' at ',
      { kind: 'code', text: 'prod' },
      ':\n',
      { kind: 'link', text: 'the page', url: 'https://a.example/b?c=d' },
      ' now',
    ]);
  });

  test('holds values', () => {
    assert.deepEqual(body(`**tag ${TAG}** \`${TAG}\` [see ${TAG}](https://a.example/${TAG})`, 'a/b?c'), [
      { kind: 'bold', text: 'tag a/b?c' },
      ' ',
      { kind: 'code', text: 'a/b?c' },
      ' ',
      { kind: 'link', text: 'see a/b?c', url: 'https://a.example/a%2Fb%3Fc' },
    ]);
    assert.deepEqual(body('[page]({{ run.url }}) [log]({{ run.url }}/log)'), [
      { kind: 'link', text: 'page', url: 'https://greenlight.example.com/runs/42' },
      ' ',
      { kind: 'link', text: 'log', url: 'https://greenlight.example.com/runs/42/log' },
    ]);
  });

  test('that is none is shown as it stands; a backslash keeps a sign as it is', () => {
    for (const plain of ['2 * 3 ** 4', '[x] (y)', '`', '# no heading', '<b>', '[a](b c)', '- item'])
      assert.deepEqual(body(plain), [plain]);
    assert.deepEqual(body('\\*\\*no\\*\\* \\`no\\` \\[no](https://a.example)'), [
      '**no** `no` [no](https://a.example)',
    ]);
  });

  test('links lead to web pages only', () => {
    for (const url of [
      'javascript:alert',
      'dtmd://dingtalkclient/sendMessage',
      '//a.example',
      'https://',
      'file:///etc',
    ])
      assert.deepEqual(body(`[x](${url})`), ['x'], url);
    for (const url of [
      'javascript:alert(1)',
      ' https://a.example',
      'https://a.example/ x',
      'https://a.example\n',
    ])
      assert.deepEqual(body(`[x](${TAG})`, url), ['x'], url);
  });

  test('a moment is one, and its words where nothing else can stand', () => {
    assert.deepEqual(body('{{ run.started | time }}'), [{ kind: 'time', at: Date.UTC(2026, 0, 15, 9, 30) }]);
    assert.deepEqual(body('**{{ run.started | time }}**'), [{ kind: 'bold', text: '2026-01-15 09:30 UTC' }]);
    assert.equal(renderTitle('{{ run.started | time }}', telling('failed')), '2026-01-15 09:30 UTC');
  });

  test('lines that tags leave empty go away', () => {
    assert.deepEqual(body('a\n{% if event == "failed" %}\nb\n{% endif %}\n\n\nc\n'), ['a\n\nb\n\nc']);
  });
});

const NASTY = [
  '{{ run.id }}',
  '{% if true %}x{% endif %}',
  '<at id=all></at>',
  '@everyone <!channel> <@U0ADA>',
  '**bold** *x* __y__ ~~z~~',
  '`code` ```\nblock\n```',
  '[text](https://evil.example) ![x](https://evil.example/p.png)',
  '](https://evil.example)',
  'a\nb\r\nc',
  '\u202Eevil\u2066',
  '\\*\\`\\[',
  '\uE0000\uE001 \uE001\uE000',
  '$& $1 $`',
  'constructor __proto__',
];

describe('data', () => {
  test('arrives as plain characters, whatever it says', () => {
    for (const tag of NASTY) {
      assert.deepEqual(body(TAG, tag), [tag]);
      assert.deepEqual(body(`**${TAG}**`, tag), [{ kind: 'bold', text: tag }]);
      assert.deepEqual(body(`a ${TAG} b`, tag), [`a ${tag} b`]);
      assert.deepEqual(body(`{% assign x = run.parameters.tag %}{{ x | append: "" }}`, tag), [tag]);
      assert.deepEqual(body(`{% for p in run.parameters %}{{ p[1] }}{% endfor %}`, tag), [tag]);
      assert.deepEqual(body(`[${TAG}](https://a.example/)`, tag), [
        { kind: 'link', text: tag, url: 'https://a.example/' },
      ]);
    }
  });

  test('is one line in a title, and nothing in a title is markup', () => {
    const title = renderTitle(`**${TAG}**\n[x](y)`, telling('failed', { parameters: { tag: 'a\nb `c`' } }));
    assert.equal(title, '**a b `c`** [x](y)');
  });

  test('two values that stand side by side make no markup together', () => {
    assert.deepEqual(body(`${TAG}${TAG}x${TAG}${TAG}`, '*'), ['**x**']);
    assert.deepEqual(body(`*${TAG}x${TAG}*`, '*'), ['**x**']);
    assert.deepEqual(body(`[a]${TAG}`, '(https://a.example)'), ['[a](https://a.example)']);
    assert.deepEqual(body(`{{ run.parameters.tag | append: run.parameters.tag }}x`, '**'), ['****x']);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      '*',
      '**',
      '`',
      '[',
      '](',
      ')',
      '<',
      '>',
      '\\',
      '@',
      '\n',
      '\uE000',
      '\uE001',
      '0',
      'https://',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const nasty = fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => pieces.join('') || 'x');

  test('is inert, always: every character arrives, and no span that the template does not have', () => {
    fc.assert(
      fc.property(nasty, nasty, (tag, note) => {
        const view = { parameters: { tag, note } };
        const source = `a ${TAG} b **c {{ run.parameters.note }}** d \`${TAG}\` e`;
        assert.deepEqual(renderBody(source, telling('failed', view)), [
          `a ${tag} b `,
          { kind: 'bold', text: `c ${note}` },
          ' d ',
          { kind: 'code', text: tag },
          ' e',
        ]);
        const link = renderBody(`[x](https://a.example/?q=${TAG}#end)`, telling('failed', view));
        assert.ok(typeof link[0] === 'object' && link[0].kind === 'link');
        const url = new URL(link[0].url);
        assert.equal(url.origin, 'https://a.example');
        assert.equal(url.searchParams.get('q'), tag.toWellFormed());
        assert.equal(url.hash, '#end');
      }),
      { numRuns: 300 },
    );
  });
});

describe('limits', () => {
  function fails(source: string, message: RegExp): void {
    assert.throws(
      () => body(source),
      (error) => error instanceof TemplateError && message.test(error.message),
    );
  }

  test('a template neither grows nor runs for ever', () => {
    fails('{% for i in (1..10000000) %}x{% endfor %}', /limit/);
    fails('{% for i in (1..60000) %}{% for j in (1..60000) %}x{% endfor %}{% endfor %}', /limit/);
    fails('x'.repeat(20_001), /limit/);
    const doubling = '{% assign x = x | append: x %}'.repeat(40);
    fails(`{% assign x = "aaaaaaaa" %}${doubling}{{ x }}`, /limit/);
    const long = body('{% for i in (1..2000) %}0123456789{% endfor %}');
    assert.equal(long.length, 1);
    assert.ok(typeof long[0] === 'string' && long[0].length <= 4_000);
    assert.ok(renderTitle('x'.repeat(5_000), telling('failed')).length <= 200);
  });

  test('a value of any length takes its place and no more', () => {
    const [text] = body(`${TAG}|`, 'x'.repeat(1_000_000));
    assert.equal(text, `${'x'.repeat(2_000)}|`);
    const { snapshot } = telling('failed').view;
    const commits = Array.from({ length: 5_000 }, (_, i) => ({ id: String(i) }));
    const view = { snapshot: snapshot && { ...snapshot, commits } };
    assert.deepEqual(renderBody('{{ commits.size }}', telling('failed', view)), ['50']);
  });

  test('it reads no file, no other template and no prototype, and nothing goes out without its escape', () => {
    for (const tag of [
      'include "a"',
      'render "a"',
      'layout "a"',
      'block a',
      'echo event',
      'cycle event',
      'capture x',
      'increment x',
      'tablerow x in images',
      'liquid echo event',
    ])
      fails(`{% ${tag} %}`, /not found/);
    for (const filter of [
      'raw',
      'json',
      'inspect',
      'date',
      'escape',
      'newline_to_br',
      'base64_decode',
      'sample',
    ])
      fails(`{{ event | ${filter} }}`, /undefined filter/);
    for (const name of [
      'constructor',
      'run.constructor',
      'run.__proto__',
      'event.at',
      'images.map',
      'process',
    ])
      fails(`{{ ${name} }}`, /undefined variable/);
    assert.deepEqual(body('{{ run.parameters.constructor }}|{{ run.parameters.__proto__ }}'), ['|']);
    fails('{{ run }}', /no text/);
    fails('\uE0000\uE001', /cannot be used/);
  });
});

test('filters of ours say things as people do, in their language', () => {
  const source =
    '{{ event | words }}, {{ run.phase | words }}, {{ run.duration | duration }}, {{ commits[0].message | short: 20 }}, {{ authors }}';
  assert.deepEqual(renderBody(source, telling('failed')), [
    'failed, failed, 12 min 0 s, Checkout keeps the …, Ada Park, 陈琳',
  ]);
  assert.deepEqual(renderBody(source, telling('failed', {}, 'zh')), [
    '失败, 失败, 12 分 0 秒, Checkout keeps the …, Ada Park、陈琳',
  ]);
  assert.deepEqual(body('{{ previous | words }}{{ previous | duration }}{{ previous | short }}|'), ['|']);
});
