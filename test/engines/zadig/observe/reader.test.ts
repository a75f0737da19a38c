import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ZadigClient } from '../../../../src/engines/zadig/client/zadig-client.ts';
import { createReader } from '../../../../src/engines/zadig/observe/reader.ts';
import { systemClock } from '../../../../src/time.ts';
import { taskDocument } from '../documents.ts';

const place = { engine: 'zadig', url: 'https://zadig.example.com', roomOf: () => undefined };
const nobody = { own: async () => undefined, person: async () => undefined };
const ref = { project: 'team', workflow: 'release-dev', task: 12 };

function readerOf(answer: unknown) {
  const get = async (): Promise<unknown> => answer;
  const client: ZadigClient = { get, post: get, remove: get, ahead: () => 0 };
  return createReader(client, nobody, place, systemClock);
}

void it('an answer that is no task does not say that there is none', async () => {
  assert.equal((await readerOf(taskDocument()).read(ref))?.snapshot.ref, 'team/release-dev/12');
  for (const answer of [{}, null, [], 'moved', { code: 0, data: taskDocument() }])
    await assert.rejects(readerOf(answer).read(ref), { outcome: 'unreachable', code: 'no-task' });
  assert.equal(await readerOf(taskDocument({ project_key: 'another' })).read(ref), undefined);
});
