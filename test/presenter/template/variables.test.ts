import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RUN_EVENTS } from '../../../src/domain/run-event.ts';
import { VARIABLES, variablesOf } from '../../../src/presenter/template/variables.ts';
import { telling } from './telling.ts';

/** Names of the values; lists and parameters are values. */
function namesOf(values: Record<string, unknown>, before = ''): string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const path = before + name;
    if (typeof value !== 'object' || value === null || Array.isArray(value) || path === 'run.parameters')
      return [path];
    return namesOf(value as Record<string, unknown>, `${path}.`);
  });
}

test('a template gets every variable that there is, for every event', () => {
  const known = VARIABLES.filter((name) => !name.endsWith('*')).toSorted();
  for (const type of RUN_EVENTS)
    assert.deepEqual(namesOf(variablesOf(telling(type))).toSorted(), known, type);
  const unknown = { snapshot: null, app: null, environment: null, initiator: null, initiatorName: null };
  assert.deepEqual(namesOf(variablesOf(telling('failed', unknown))).toSorted(), known);
});

test('every variable is documented, and no other', () => {
  const page = readFileSync(new URL('../../../docs/templates.md', import.meta.url), 'utf8');
  const table = page.split('## Variables')[1]?.split('\n## ')[0] ?? '';
  const documented = [...table.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) =>
    names.split(', ').map((name) => name.slice(1, -1)),
  );
  assert.deepEqual(documented.toSorted(), [...VARIABLES].toSorted());
});
