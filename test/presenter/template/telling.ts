import type { Language } from '../../../src/domain/directory.ts';
import type { RunEventType } from '../../../src/domain/run-event.ts';
import type { RunView } from '../../../src/domain/run-view.ts';
import { sampleDirectory } from '../../../src/presenter/sample/people.ts';
import { sampleEvent, sampleRun } from '../../../src/presenter/sample/run.ts';
import type { Telling } from '../../../src/presenter/template/variables.ts';

/** What a template is told of a sample run. */
export function telling(type: RunEventType, view: Partial<RunView> = {}, language: Language = 'en'): Telling {
  return {
    view: { ...sampleRun(type), ...view },
    event: sampleEvent(type),
    directory: sampleDirectory(language),
    language,
    title: 'shop → prod · #42',
    url: 'https://greenlight.example.com/runs/42',
  };
}
