import type { Language } from '../../domain/directory.ts';
import { runAddress } from '../../domain/link.ts';
import type { Recipient } from '../../domain/recipient.ts';
import { runFact } from '../../domain/run-fact.ts';
import type { Template } from '../../presenter/event-notice.ts';
import { runTitle } from '../../presenter/run-card.ts';
import type { TemplateError } from '../../presenter/template/render.ts';
import type { Block, Piece } from './drawing.ts';
import { cardOf, type Kind } from './kinds.ts';
import type { Outlet, Rendered } from './outlets.ts';
import type { Source } from './source.ts';
import type { Plan } from './wish.ts';

/** One message, in one language, as one outlet shows it. */
export type Drawn = { kind: Kind; outlet: Outlet; language: Language; rendered: Rendered };

/** Every message of the plan, by kind, outlet and language. A kind that the run has nothing for is left out. */
export function drawAll(
  { kinds, outlets, languages }: Plan,
  source: Source,
  templateIn: (language: Language) => Template,
  onFailure: (error: TemplateError) => void,
): Drawn[] {
  return kinds.flatMap((kind) =>
    outlets.flatMap((outlet) =>
      languages.flatMap((language) => {
        const rendered = draw(kind, outlet, language);
        return rendered === undefined ? [] : [{ kind, outlet, language, rendered }];
      }),
    ),
  );

  function draw(kind: Kind, outlet: Outlet, language: Language): Rendered | undefined {
    const { view, event, people } = source.scene(kind);
    const directory = source.directory(language);
    const { links } = source;
    const template = templateIn(language);
    const scene = { view, event, directory, language, links, template, onFailure };
    const called = people.map(({ name, accounts }) => ({ name, account: accounts[outlet.name] }));
    const card = cardOf(kind, scene, outlet.platform ? called : []);
    if (card === undefined) return undefined;
    const title = runTitle(view, directory);
    const run = runFact(view, directory, runAddress(links, view));
    const rendered = outlet.render({ card, language, people, title, event, run });
    return { ...rendered, blocks: rendered.blocks.map((block) => withNames(block, people)) };
  }
}

/** A vendor shows whom it calls by name. */
function withNames(block: Block, people: readonly Recipient[]): Block {
  if (block.kind !== 'text') return block;
  const text = block.text.map((piece): Piece => {
    if (typeof piece === 'string' || piece.style !== 'mention') return piece;
    const called = people.find(({ accounts }) =>
      Object.values(accounts).some((id) => `@${id}` === piece.text),
    );
    return called === undefined ? piece : { ...piece, text: `@${called.name}` };
  });
  return { ...block, text };
}
