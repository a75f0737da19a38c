import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeConfig } from '../../src/config/describe.ts';
import { AUDIT_KEYS, AUDIT_SECRET } from '../fakes/audit-keys.ts';
import { load, problems, SMALL, TOKENS } from './load.ts';

const FORMER = 'former-key-0123456789-0123456789-abcd';
const HOW =
  'Make one with openssl rand -hex 32, keep it where the people who can write the database cannot read it';

describe('the key of the audit', () => {
  it('must be there, and who starts without one is told how to make it', () => {
    const none = { ...TOKENS, GREENLIGHT_AUDIT_KEY: undefined };
    const told = `GREENLIGHT_AUDIT_KEY: is not set: it seals the audit. ${HOW}, and set GREENLIGHT_AUDIT_KEY or GREENLIGHT_AUDIT_KEY_FILE`;
    assert.deepEqual(problems(SMALL, none), [told]);
    assert.deepEqual(problems(undefined, none), [told]);
    assert.deepEqual(
      problems(`audit: { key: '\${GREENLIGHT_AUDIT_KEY}' }\n${SMALL}`, none).map((one) => one.split(':', 1)),
      [['audit.key (greenlight.yaml']],
    );
  });

  it('comes from the file, a variable or a mounted secret', () => {
    const mounted = {
      ...TOKENS,
      GREENLIGHT_AUDIT_KEY: undefined,
      GREENLIGHT_AUDIT_KEY_FILE: '/run/secrets/key',
    };
    const read = load(SMALL, mounted, { '/run/secrets/key': `${AUDIT_SECRET}\n` });
    assert.equal(read.audit.key.reveal(), AUDIT_SECRET);
    const env = { ...TOKENS, OLD_KEY: FORMER, NEW_KEY: `new-${AUDIT_SECRET}` };
    const { audit } = load(`audit: { key: '\${NEW_KEY}', formerKeys: ['\${OLD_KEY}'] }\n${SMALL}`, env);
    assert.equal(audit.key.reveal(), `new-${AUDIT_SECRET}`);
    assert.deepEqual(
      audit.formerKeys.map((key) => key.reveal()),
      [FORMER],
    );
  });

  it('is long, a former one too', () => {
    const short = 'must have at least 32 characters: make one with openssl rand -hex 32';
    assert.deepEqual(problems(SMALL, { ...TOKENS, GREENLIGHT_AUDIT_KEY: 'x'.repeat(31) }), [
      `GREENLIGHT_AUDIT_KEY: ${short}`,
    ]);
    assert.deepEqual(problems(`audit: { formerKeys: [short] }\n${SMALL}`), [
      `audit.formerKeys[0] (greenlight.yaml:1:23): ${short}`,
    ]);
  });

  it('is described by its id, never by itself, and without heads where the log drops them', () => {
    const yaml = `audit: { formerKeys: ['${FORMER}'] }\n${SMALL}`;
    const shown = describeConfig(load(yaml));
    assert.match(shown, new RegExp(`audit +key ${AUDIT_KEYS.current.id}, ••••.*heads in the log each hour`));
    assert.match(shown, /former key [0-9a-f]{8}/);
    assert.ok(!shown.includes(AUDIT_SECRET) && !shown.includes(FORMER));
    assert.match(shown, /audit\.formerKeys\[0\].*is a secret in plain text/);
    const quiet = describeConfig(load(`log: { level: warn }\n${SMALL}`));
    assert.match(quiet, /no heads: log\.level is warn/);
  });
});
