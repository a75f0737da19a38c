import assert from 'node:assert/strict';
import { it } from 'node:test';
import { endByHand } from '../../../src/engines/kubevela/patch/terminate.ts';
import { applyJsonPatch, readJsonPatch } from '../../fakes/kubernetes/json-patch.ts';
import { fixture, snapshotOf, subjectOf } from './documents.ts';

it('an end by hand ends the version that was looked at, and writes over nothing that the controller has written since', () => {
  for (const name of ['run-just-created', 'run-executing']) {
    const document = fixture(name);
    const operations = endByHand(subjectOf(document), 'cancelled by Ada', '2026-11-25T23:00:00Z', []);
    const patch = readJsonPatch(JSON.stringify(operations));
    const ended = snapshotOf(applyJsonPatch(document, patch) as typeof document);
    assert.deepEqual([ended.phase, ended.endedAt], ['terminated', Date.parse('2026-11-25T23:00:00Z')], name);
    const newer = { ...document, metadata: { ...document.metadata, resourceVersion: '999999999' } };
    assert.throws(() => applyJsonPatch(newer, patch), /error in our request/, name);
  }
});
