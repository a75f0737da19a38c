import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeJson } from '../../src/store/json-text.ts';

describe('JSON as both databases keep it', () => {
  it('leaves well-formed values as they are', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        assert.equal(encodeJson(value), JSON.stringify(value));
      }),
    );
  });

  it('replaces NUL and half pairs, and nothing else', () => {
    // Backslashes and the letters of an escape are frequent, so that they meet.
    const unit = fc.constantFrom('\0', '\ud83d', '\ude80', '\\', 'u', '0', 'd', '8', '\u001f', '"', '中');
    const text = fc.string({ unit, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (key, value) => {
        const clean = (raw: string): string => raw.toWellFormed().replaceAll('\0', '\ufffd');
        assert.deepEqual(JSON.parse(encodeJson({ [key]: [value] })), { [clean(key)]: [clean(value)] });
      }),
      { numRuns: 1000 },
    );
  });
});
