import type { RunView } from '../../domain/run-view.ts';
import { sampleRun } from '../../presenter/sample/run.ts';

/** Everything that some chat reads as markup, a call to somebody or the end of where it stands. */
export const NASTY = [
  '**bold** *thin* __under__ ~~struck~~ `code`',
  '<at id=all></at> <@everyone> <!channel> <!here> @everyone @all',
  '[a link](https://evil.example) <https://evil.example|here> ![](https://evil.example/p.png)',
  '{{ run.id }} {% if true %} ${run} &lt;b&gt; <b>b</b> <script>alert(1)</script>',
  '\u202Edesrever\u202C \u0007 :tada: ](x) "\'\\',
  '# heading\n> quote\n- list\n---\n```\nblock\n```\n1. one',
] as const;

/** A run whose every text tries to break out. `nasty` gives the texts, over and over. */
export function hostileRun(nasty: readonly string[] = NASTY): RunView {
  const run = sampleRun('failed');
  let next = 0;
  const text = (): string => nasty[next++ % nasty.length] ?? '';
  const { snapshot } = run;
  return {
    ...run,
    app: null,
    workflow: text(),
    initiator: null,
    initiatorName: text(),
    parameters: { [text()]: text(), tag: text() },
    snapshot: snapshot && {
      ...snapshot,
      message: text(),
      images: [text(), text()],
      commits: [1, 2, 3].map((n) => ({ id: `${n}`.repeat(40), message: text(), author: { name: text() } })),
      steps: snapshot.steps.map((step) => ({ ...step, title: text(), message: text() })),
    },
  };
}
