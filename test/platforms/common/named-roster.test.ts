import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamError } from '../../../src/errors.ts';
import { namedRoster } from '../../../src/platforms/common/named-roster.ts';
import { createMemoryRoster } from '../../fakes/memory-roster.ts';

const { signal } = new AbortController();

/** The configuration calls `ou_ada` by her address, and nobody else. */
function open(ready: () => Promise<void> = async () => {}) {
  const vendor = createMemoryRoster();
  vendor.add('ou_ada', 'member', 'ada@corp.example');
  vendor.add('ou_ben');
  vendor.groups.set('g', ['ou_ada', 'ou_ben']);
  const roster = namedRoster(vendor.roster, {
    ready,
    idOf: (account) => ({ 'ada@home.example': 'ou_ada', ou_ben: 'ou_ben' })[account],
    nameOf: (id) => (id === 'ou_ada' ? 'ada@home.example' : id),
  });
  return { vendor, roster };
}

void test('people are asked for and answered by the names of the configuration', async () => {
  const { vendor, roster } = open();
  assert.equal((await roster.profile('ada@home.example', signal))?.account, 'ada@home.example');
  assert.equal((await roster.byEmail('ada@corp.example', signal))?.account, 'ada@home.example');
  const members = await roster.members('g', signal);
  assert.deepEqual(
    members?.map(({ account }) => account),
    ['ada@home.example', 'ou_ben'],
  );
  assert.deepEqual(vendor.asked, ['profile ou_ada', 'byEmail ada@corp.example', 'members g']);
});

void test('who is not found, and a group that is not there, are undefined', async () => {
  const { roster } = open();
  assert.equal(await roster.profile('+8613800000000', signal), undefined);
  assert.equal(await roster.byEmail('nobody@corp.example', signal), undefined);
  assert.equal(await roster.members('none', signal), undefined);
});

void test('as long as the names cannot be asked for, nothing is answered', async () => {
  const { vendor, roster } = open(async () => {
    throw new UpstreamError('unreachable', 'ECONNREFUSED', 'the chat is away');
  });
  await assert.rejects(roster.profile('ada@home.example', signal), UpstreamError);
  await assert.rejects(roster.byEmail('ada@corp.example', signal), UpstreamError);
  await assert.rejects(roster.members('g', signal), UpstreamError);
  assert.deepEqual(vendor.asked, ['byEmail ada@corp.example', 'members g']);
});
