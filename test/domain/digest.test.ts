import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, type Shown } from '../../src/domain/digest.ts';
import type { RunSnapshot } from '../../src/domain/run.ts';

type Content = Pick<RunSnapshot, 'images' | 'commits'>;

const shown: Shown = {
  workflow: 'ship',
  app: 'shop',
  environment: 'prod',
  parameters: { tag: 'v1', size: '2' },
};
const content: Content = {
  images: ['a:1', 'b:2'],
  commits: [
    { id: 'c1', repository: 'one' },
    { id: 'c2', repository: 'two' },
  ],
};
const whole = digestOf(shown, content);

test('another order of what has none is the same', () => {
  const turned: Content = { images: ['b:2', 'a:1'], commits: content.commits?.toReversed() ?? [] };
  assert.equal(digestOf({ ...shown, parameters: { size: '2', tag: 'v1' } }, turned), whole);
  assert.equal(digestOf(shown, {}), digestOf(shown, { images: [], commits: [] }));
});

test('whatever the card shows of the change makes another one', () => {
  const others: Record<string, string> = {
    workflow: digestOf({ ...shown, workflow: 'other' }, content),
    app: digestOf({ ...shown, app: null }, content),
    environment: digestOf({ ...shown, environment: 'test' }, content),
    value: digestOf({ ...shown, parameters: { tag: 'v2', size: '2' } }, content),
    name: digestOf({ ...shown, parameters: { tag: 'v1', sizes: '2' } }, content),
    swapped: digestOf({ ...shown, parameters: { tag: '2', size: 'v1' } }, content),
    image: digestOf(shown, { ...content, images: ['a:1', 'b:3'] }),
    'no images': digestOf(shown, { commits: content.commits ?? [] }),
    commit: digestOf(shown, { ...content, commits: [{ id: 'c1', repository: 'one' }] }),
    repository: digestOf(shown, {
      ...content,
      commits: [
        { id: 'c1', repository: 'one' },
        { id: 'c2', repository: 'three' },
      ],
    }),
    'no repository': digestOf(shown, { ...content, commits: [{ id: 'c1' }, { id: 'c2' }] }),
  };
  assert.equal(new Set([whole, ...Object.values(others)]).size, Object.keys(others).length + 1);
});

test('it is the same digest in every version: open questions must not be asked anew by an update', () => {
  assert.equal(whole, 'c6de54acdd31fa5588dcb4c4866b704ab016d1f154e7b5149f4fd7a03fd79597');
  assert.equal(
    digestOf(shown, { commits: [{ id: 'c1' }] }),
    '7db1b87e70aec7690afbdeedd5fe5c66569c4668bdf64ffe3adc3b42c964b077',
  );
});
