/** Holds a run: SuspendWorkflow in pkg/utils/operation.go of kubevela/workflow. */
import type { NewCondition } from '../form/journal.ts';
import { placesOf, type Subject } from '../form/subject.ts';
import { addConditions, type Operation, replace, sameObject, sameStep, test } from './operation.ts';

export function suspendRun(subject: Subject, marks: readonly NewCondition[]): Operation[] {
  const { pointer } = subject;
  const running = placesOf(subject).filter(({ status }) => status.phase === 'running');
  return [
    ...sameObject(subject),
    test(`${pointer}/terminated`, false),
    test(`${pointer}/finished`, false),
    test(`${pointer}/suspend`, false),
    ...running.flatMap((place) => [...sameStep(place), replace(`${place.pointer}/phase`, 'suspending')]),
    replace(`${pointer}/suspend`, true),
    ...addConditions(subject, marks),
  ];
}
