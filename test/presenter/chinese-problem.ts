import assert from 'node:assert/strict';
import { troubleOf } from '../../src/domain/trouble.ts';
import { UserError } from '../../src/errors.ts';
import { sentence } from '../../src/presenter/sentences.ts';

/** What a Chinese card says of the `UserError` that `act` throws, behind its frame. */
export function chineseProblem(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    const trouble = error instanceof UserError ? troubleOf(error) : undefined;
    assert.ok(trouble, String(error));
    assert.ok(
      sentence(trouble.code, 'en', trouble.data).endsWith(`: ${String(trouble.data.problem)}`),
      'English says what programs get',
    );
    return sentence(trouble.code, 'zh', trouble.data).split('：').slice(1).join('：');
  }
  assert.fail('nothing was refused');
}
