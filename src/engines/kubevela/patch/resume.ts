/**
 * Lets steps go on. The controllers overlook a change of steps alone, so `suspend` is taken away too; where another step still waits they set
 * it again (UpdateFunc in controllers/workflowrun_controller.go of kubevela/workflow).
 */
import type { NewCondition } from '../form/journal.ts';
import { heldBy, typeOfHold } from '../form/journal.ts';
import { type Place, placesOf, type Subject } from '../form/subject.ts';
import { isTimed, type Suspension, suspensionOf } from '../form/suspension.ts';
import { addConditions, type Operation, replace, sameObject, sameStep, test } from './operation.ts';

type Gate = Extract<Suspension, { kind: 'gate' }>;

/** One gate, and no other: sub-steps alike, since the controller works out their group's phase by itself. */
export function resumeGate(subject: Subject, place: Place, gate: Gate, mark: NewCondition): Operation[] {
  const { pointer, progress } = subject;
  return [
    ...sameObject(subject),
    // The command line refuses to resume what is terminated; the controller goes on with it all the same.
    test(`${pointer}/terminated`, progress?.terminated === true),
    test(`${pointer}/finished`, false),
    ...sameStep(place),
    ...(gate.style === 'succeeded' ? [test(`${pointer}/suspend`, true)] : [phaseAfter(place, gate)]),
    replace(`${pointer}/suspend`, false),
    ...addConditions(subject, [mark]),
  ];
}

function phaseAfter(place: Place, { style }: Gate): Operation {
  // A step of 1.5 to 1.7 goes on by having succeeded; so does one with a timer, which would wait for it again.
  const phase = style === 'running' || isTimed(place) ? 'succeeded' : 'running';
  return replace(`${place.pointer}/phase`, phase);
}

/** What somebody has suspended by hand, and no gate. */
export function resumeHeld(subject: Subject, mark: NewCondition): Operation[] {
  const { pointer } = subject;
  const held = placesOf(subject).filter((place) => suspensionOf(subject, place)?.kind === 'held');
  const groups = placesOf(subject).filter(
    ({ path, isGroup, status }) =>
      isGroup && status.phase === 'suspending' && held.some((one) => one.path.startsWith(`${path}/`)),
  );
  const hold = heldBy(subject.conditions);
  return [
    ...sameObject(subject),
    test(`${pointer}/terminated`, false),
    test(`${pointer}/finished`, false),
    test(`${pointer}/suspend`, true),
    ...[...groups, ...held].flatMap((place) => [
      ...sameStep(place),
      replace(`${place.pointer}/phase`, 'running'),
    ]),
    replace(`${pointer}/suspend`, false),
    ...addConditions(subject, [mark]),
    ...(hold === undefined
      ? []
      : [
          test(`/status/conditions/${hold.index}/type`, typeOfHold),
          { op: 'remove' as const, path: `/status/conditions/${hold.index}` },
        ]),
  ];
}
