import assert from 'node:assert/strict';
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
