import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { drawAll } from '../../../src/verbs/preview/draw.ts';
import type { Block, Piece } from '../../../src/verbs/preview/drawing.ts';
import { hostileRun, NASTY } from '../../../src/verbs/preview/hostile.ts';
import { OUTLETS, type Outlet, type Rendered } from '../../../src/verbs/preview/outlets.ts';
import { type Source, samples } from '../../../src/verbs/preview/source.ts';

const TEMPLATE = {
  title: '{{ run.workflow }} {{ initiator.name }}',
  body:
    '**by {{ initiator.name }}** `{{ run.parameters.tag }}`\n{{ failure.step }} {{ failure.message }}\n' +
    '{% for c in commits %}{{ c.message }} {{ c.author }}\n{% endfor %}[see {{ initiator.name }}]({{ run.url }})',
};

/** Every message about a run of such texts, in our words and in an operator's, as one outlet shows it. Nobody of it has an account anywhere. */
function shown(texts: readonly string[], outlet: Outlet): Rendered[] {
  const view = hostileRun(texts);
  const plain = samples();
  const source: Source = {
    ...plain,
    scene: (kind) => ({
      ...plain.scene(kind),
      view,
      people: texts.map((name) => ({ name, accounts: {}, email: 'ada@example.com' })),
    }),
  };
  const plan = { kinds: ['hostile', 'hostile-card'], outlets: [outlet], languages: ['en', 'zh'] } as const;
  return [{}, TEMPLATE].flatMap((template) =>
    drawAll(
      plan,
      source,
      () => template,
      (error) => assert.fail(error),
    ).map(({ rendered }) => rendered),
  );
}

function piecesOf(blocks: readonly Block[]): Exclude<Piece, string>[] {
  return blocks
    .flatMap((block): readonly Piece[] => {
      if (block.kind === 'text' || block.kind === 'header') return block.text;
      return block.kind === 'cells' ? block.cells.flat() : [];
    })
    .filter((piece) => typeof piece !== 'string');
}

/** Which of the signs that every vendor's markup is made of arrive, however they are written. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '∗': '*',
  ˋ: '`',
  '［': '[',
  '］': ']',
  '＜': '<',
  '＞': '>',
  '＃': '#',
  '＼': '\\',
  '＿': '_',
  '～': '~',
  '－': '-',
  '｜': '|',
};

function read(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.kind === 'data') return block.text;
      const lines = block.kind === 'cells' ? block.cells : 'text' in block ? [block.text] : [];
      return lines
        .map((line) => line.map((one) => (typeof one === 'string' ? one : one.text)).join(''))
        .join('\n');
    })
    .join('\n')
    .replace(/[∗ˋ［］＜＞＃＼＿～－｜]/g, (sign) => LOOK_ALIKES[sign] ?? sign);
}

/** How often each style is there. */
function stylesOf({ blocks, html }: Rendered): Map<string, number> {
  const counts = new Map<string, number>();
  const tags = [...(html ?? '').matchAll(/<(\/?[a-z!]+\d?)/gi)].map((match) => `html ${match[1]}`);
  for (const style of [...piecesOf(blocks).map((piece) => piece.style), ...tags])
    counts.set(style, (counts.get(style) ?? 0) + 1);
  return counts;
}

/** There is no more markup than in the same messages of harmless words, and no link to anywhere else. */
function assertInert(messages: readonly Rendered[], texts: readonly string[], outlet: Outlet): void {
  const harmless = shown(
    texts.map(() => 'plain'),
    outlet,
  );
  assert.equal(messages.length, harmless.length);
  for (const [i, message] of messages.entries()) {
    const expected = stylesOf(harmless[i] ?? message);
    for (const [style, count] of stylesOf(message)) {
      // Lines of data are lines of a letter.
      if (style === 'html br') continue;
      assert.ok(count <= (expected.get(style) ?? 0), `${count} × ${style} in ${read(message.blocks)}`);
    }
    const addresses = [...(message.html ?? '').matchAll(/\b(?:href|src)="([^"]*)"/g)].map(
      (match) => match[1],
    );
    const links = piecesOf(message.blocks).flatMap(({ style, url }) => (style === 'link' ? [url] : []));
    for (const url of [...addresses, ...links]) assert.match(url ?? '', OWN_PAGE);
  }
}

const OWN_PAGE = /^https:\/\/greenlight\.example\.com\/runs\//;

describe('texts that try to break out', () => {
  for (const outlet of OUTLETS) {
    test(`${outlet.name}: nobody is called, nothing is marked up, linked or ended, and the words arrive`, () => {
      const messages = shown(NASTY, outlet);
      assertInert(messages, NASTY, outlet);
      // What programs get is data: Zadig's format has no words of ours.
      if (outlet.name === 'zadig') return;
      for (const { blocks } of messages) {
        const text = read(blocks);
        for (const words of [
          '<!channel>',
          '@everyone',
          '](https://evil.example)',
          '{{ run.id }} {% if true %}',
        ])
          assert.ok(text.includes(words), `${words} in ${text}`);
        if (outlet.name !== 'webhook') assert.doesNotMatch(text, /(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      }
    });
  }

  const piece = fc.oneof(
    fc.constantFrom(
      '*',
      '**',
      '_',
      '__',
      '~~',
      '`',
      '```',
      '[',
      '](',
      ')',
      '<',
      '>',
      '&',
      '\\',
      '@',
      '!',
      '|',
      '#',
      '- ',
      ' ',
      '\n',
    ),
    fc.constantFrom(
      '<@U0ADA>',
      '<!channel>',
      '<at id=all></at>',
      '<@ada>',
      'https://evil.example',
      '&lt;',
      '&#60;',
      'x',
      '长',
    ),
  );
  const nasty = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => `x${pieces.join('')}x`);

  for (const outlet of OUTLETS) {
    test(`${outlet.name}: nor by any other text`, () => {
      fc.assert(
        fc.property(fc.array(nasty, { minLength: 2, maxLength: 5 }), (texts) => {
          assertInert(shown(texts, outlet), texts, outlet);
        }),
        { numRuns: 40 },
      );
    });
  }
});
