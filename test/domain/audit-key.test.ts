import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { createAuditKey, createAuditKeys, keyIdOf } from '../../src/domain/audit-key.ts';
import { AUDIT_SECRET } from '../fakes/audit-keys.ts';

const FORMER = 'former-key-0123456789-0123456789-abcd';

describe('a key of the audit', () => {
  it('is named in its seals, without giving itself away', () => {
    const key = createAuditKey(AUDIT_SECRET);
    const seal = key.seal('entry', 'text');
    assert.match(seal, /^[0-9a-f]{8}-[0-9a-f]{64}$/);
    assert.equal(keyIdOf(seal), key.id);
    assert.equal(keyIdOf('0'.repeat(64)), undefined);
    assert.notEqual(createAuditKey(FORMER).id, key.id);
  });

  it('seals today what it sealed yesterday: how it is done stays the same', () => {
    const mac = (text: string): string => createHmac('sha256', AUDIT_SECRET).update(text).digest('hex');
    const id = mac('greenlight-audit-key-id-1\n').slice(0, 8);
    const key = createAuditKey(AUDIT_SECRET);
    assert.equal(key.seal('entry', 'text'), `${id}-${mac('greenlight-audit-entry-1\ntext')}`);
    assert.equal(key.seal('head', 'text'), `${id}-${mac('greenlight-audit-head-1\ntext')}`);
  });

  it('is named by whole seals only', () => {
    const seal = createAuditKey(AUDIT_SECRET).seal('entry', 'text');
    for (const text of [
      `0${seal}`,
      `${seal}0`,
      `${seal}\n`,
      seal.slice(1),
      seal.slice(0, -1),
      seal.toUpperCase(),
    ])
      assert.equal(keyIdOf(text), undefined, text);
  });

  it('seals one text for one purpose', () => {
    const keys = createAuditKeys(AUDIT_SECRET, [FORMER]);
    const seal = keys.current.seal('entry', 'text');
    assert.equal(keys.check('entry', 'text', seal), 'fits');
    assert.equal(keys.check('entry', 'text ', seal), 'differs');
    assert.equal(keys.check('head', 'text', seal), 'differs');
    assert.equal(keys.check('entry', 'text', `${keys.current.id}-${'0'.repeat(64)}`), 'differs');
  });

  it('is taken when it is a former one, and not when it is nobody’s', () => {
    const keys = createAuditKeys(AUDIT_SECRET, [FORMER]);
    assert.equal(keys.check('entry', 'text', createAuditKey(FORMER).seal('entry', 'text')), 'fits');
    assert.equal(
      createAuditKeys(FORMER).check('entry', 'text', keys.current.seal('entry', 'text')),
      'unknown-key',
    );
    assert.equal(keys.check('entry', 'text', 'no seal'), 'unknown-key');
  });
});
