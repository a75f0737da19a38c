import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../../src/log.ts';
import { keepRoom, loadRoom } from '../../../src/simulator/playground/room-file.ts';
import { isSavedRoom } from '../../../src/simulator/slack/saved-room.ts';
import { systemClock } from '../../../src/time.ts';
import { ADA, BEN, openWorkspace, ROOM } from '../slack/workspace.ts';
import { openStage } from './stage.ts';

/** The Slack pane. */
type RoomView = {
  messages: { text: string; user: string }[];
  ephemerals: { text: string }[];
  views: { id: string }[];
  connections: number;
};

/** The first event of the stream, which is the whole room, and then the names of those that follow. */
async function follow(
  url: string,
  as: string,
): Promise<{ room: RoomView; next(): Promise<string>; close(): Promise<void> }> {
  const response = await fetch(`${url}api/live?as=${as}`);
  assert.ok(response.body);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  async function event(): Promise<[string, string]> {
    for (;;) {
      const found = /^event: (\w+)\ndata: (.*)\n\n/m.exec(buffer);
      if (found) {
        buffer = buffer.slice(found.index + found[0].length);
        return [found[1] ?? '', found[2] ?? ''];
      }
      const { value, done } = await reader.read();
      if (done) throw new Error('the stream ended');
      buffer += value;
    }
  }
  const [name, data] = await event();
  assert.equal(name, 'everything');
  return {
    room: (JSON.parse(data) as { rooms: [RoomView] }).rooms[0],
    next: async () => (await event()).join(' '),
    close: () => reader.cancel(),
  };
}

void test('each person sees their own whispers and forms, and nobody else does', async () => {
  await using at = await openStage();
  await at.web.chat.postEphemeral({ channel: ROOM, user: BEN, text: 'for Ben' });
  await at.slack.people.command(BEN, 'deployments', '/reject', '');
  const trigger_id = String(at.slack.envelopes[0]?.payload.trigger_id);
  await at.web.views.open({
    trigger_id,
    view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] },
  });
  const [ada, ben] = [await follow(at.url, ADA), await follow(at.url, BEN)];
  assert.deepEqual([ada.room.ephemerals.length, ada.room.views.length], [0, 0]);
  assert.equal(ben.room.ephemerals[0]?.text, 'for Ben');
  assert.equal(ben.room.views.length, 1);
  const viewId = ben.room.views[0]?.id ?? '';
  assert.equal(
    (await at.post('/api/slack/submit', { as: ADA, viewId, values: {} })).status,
    400,
    'Ada cannot send what is Ben’s',
  );
  await ada.close();
  await ben.close();
});

void test('the stream carries what happens, and begins anew with everything after a break', async () => {
  await using at = await openStage();
  const first = await follow(at.url, ADA);
  await at.post('/api/slack/say', { as: BEN, channel: ROOM, text: 'hello' });
  assert.match(await first.next(), /^slack {"type":"message",.*"text":"hello"/);
  await first.close();
  await at.post('/api/slack/say', { as: BEN, channel: ROOM, text: 'while away' });
  const second = await follow(at.url, ADA);
  assert.deepEqual(
    second.room.messages.map((one) => one.text),
    ['hello', 'while away'],
  );
  await second.close();
});

void test('people edit and delete their own messages only', async () => {
  await using at = await openStage();
  const said = await at.post('/api/slack/say', { as: ADA, channel: ROOM, text: 'mine' });
  const place = { channel: ROOM, ts: String(said.body.result?.ts) };
  assert.equal((await at.post('/api/slack/edit', { as: BEN, ...place, text: 'his' })).status, 400);
  assert.equal((await at.post('/api/slack/edit', { as: ADA, ...place, text: 'better' })).status, 200);
  assert.equal(at.slack.messages(ROOM)[0]?.text, 'better');
  assert.equal((await at.post('/api/slack/delete', { as: BEN, ...place })).status, 400);
  assert.equal((await at.post('/api/slack/delete', { as: ADA, ...place })).status, 200);
  assert.equal(at.slack.messages(ROOM).length, 0);
});

void test('the room outlives a restart, and a broken file is an empty room', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'room-'));
  const path = join(folder, 'room.json');
  try {
    assert.equal(await loadRoom(path, isSavedRoom), undefined);
    let ts = '';
    {
      await using at = await openWorkspace();
      const kept = keepRoom({ room: at.slack, path, clock: systemClock, log: silentLog });
      ts = (await at.web.chat.postMessage({ channel: ROOM, text: 'card' })).ts ?? '';
      await at.web.chat.postMessage({ channel: ADA, text: 'between us' });
      await kept.stop();
    }
    const saved = await loadRoom(path, isSavedRoom);
    assert.ok(saved);
    await using again = await openWorkspace({ saved });
    await again.web.chat.update({ channel: ROOM, ts, text: 'still the same card' });
    assert.deepEqual(
      again.slack.messages(ROOM).map((one) => [one.ts, one.text]),
      [[ts, 'still the same card']],
    );
    const direct = again.slack.people.directMessage(ADA);
    assert.equal(again.slack.messages(direct)[0]?.text, 'between us');
    await writeFile(path, '{"version":1');
    assert.equal(await loadRoom(path, isSavedRoom), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});
