/**
 * Ends a run: TerminateWorkflow in pkg/utils/operation.go of kubevela/workflow. There is no end of one step alone. Steps that say `if` may still
 * follow; the controller then says `finished`.
 */
import type { NewCondition } from '../form/journal.ts';
import { type Place, placesOf, type Subject } from '../form/subject.ts';
import { add, addConditions, type Operation, replace, sameObject, sameStep, test } from './operation.ts';

/** What a step has failed of stays with it; KubeVela calls every other failure of a run that is ended its termination. */
const OWN_END = new Set(['FailedAfterRetries', 'Timeout', 'Terminate']);

/**
 * `places`: what ends by it, else all that is open. `says`: what stands at a step then, by its path; it stays there, since the step does not run any more. Every step that was open is tested: one
 * that has moved since refuses the patch.
 */
export function terminateRun(
  subject: Subject,
  says: (place: Place) => string | undefined,
  marks: readonly NewCondition[],
  places: readonly Place[] = openPlaces(subject),
): Operation[] {
  const { pointer } = subject;
  return [
    ...sameObject(subject),
    test(`${pointer}/finished`, false),
    ...places.flatMap((place) => end(place, says(place))),
    replace(`${pointer}/terminated`, true),
    replace(`${pointer}/suspend`, false),
    ...addConditions(subject, marks),
  ];
}

/** Ends a run that the controller cannot begin or go on with, or does not: once it is finished, the controller leaves it alone. */
export function endByHand(
  subject: Subject,
  message: string,
  endTime: string,
  marks: readonly NewCondition[],
): Operation[] {
  const { meta, pointer, progress } = subject;
  const end = {
    status: 'terminated',
    message,
    suspend: false,
    terminated: true,
    finished: true,
    endTime,
  };
  return [
    test('/metadata/resourceVersion', meta.resourceVersion),
    ...sameObject(subject),
    ...(progress === undefined
      ? [add(pointer, { mode: {}, ...end, conditions: marks.map((one) => ({ ...one })) })]
      : [
          ...Object.entries(end).map(([name, value]) => add(`${pointer}/${name}`, value)),
          ...addConditions(subject, marks),
        ]),
  ];
}

/** What is not over. */
export function openPlaces(subject: Subject): Place[] {
  return placesOf(subject).filter(
    ({ status }) =>
      status.phase === 'running' ||
      status.phase === 'suspending' ||
      (status.phase === 'failed' && !OWN_END.has(status.reason)),
  );
}

function end(place: Place, message: string | undefined): Operation[] {
  const { pointer } = place;
  return [
    ...sameStep(place),
    replace(`${pointer}/phase`, 'failed'),
    // `add` also replaces: the field may be absent.
    add(`${pointer}/reason`, 'Terminate'),
    ...(message === undefined ? [] : [add(`${pointer}/message`, message)]),
  ];
}
