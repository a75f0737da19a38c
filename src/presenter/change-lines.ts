import type { Text } from '../domain/card.ts';
import type { Language } from '../domain/directory.ts';
import type { RunSnapshot } from '../domain/run.ts';
import { cutText } from './cut-text.ts';
import { commitsOf } from './event-facts.ts';
import { eventWord } from './event-words.ts';
import { pair } from './words.ts';

/** A card is read at a glance: the run's page has all of it. */
const MOST_IMAGES = 3;
const MOST_COMMITS = 3;
const VALUE_LENGTH = 120;
const NAME_LENGTH = 60;

/** What a run deploys, as far as its engine tells: its images in one line, then a line for each commit. */
export function changeLines(snapshot: RunSnapshot | null, language: Language): Text[] {
  const lines: Text[] = [];
  const images = snapshot?.images ?? [];
  if (images.length > 0) {
    const shown = images
      .slice(0, MOST_IMAGES)
      .map((image): Text => [{ kind: 'code', text: inLine(image, VALUE_LENGTH) }]);
    const rest = more(images.length - shown.length, ' · ', language);
    lines.push([pair(eventWord('images', language), '', language), ...between(shown, ' · '), ...rest]);
  }
  const commits = commitsOf(snapshot);
  for (const commit of commits.slice(0, MOST_COMMITS)) {
    const [subject = ''] = commit.message.trim().split('\n', 1);
    const by = commit.author === '' ? '' : ` — ${inLine(commit.author, NAME_LENGTH)}`;
    lines.push([{ kind: 'code', text: commit.short }, ` ${inLine(subject, VALUE_LENGTH)}${by}`]);
  }
  const rest = more(commits.length - MOST_COMMITS, '', language);
  return rest.length > 0 ? [...lines, rest] : lines;
}

export function between(texts: readonly Text[], sign: string): Text {
  return texts.flatMap((text, i) => (i === 0 ? text : [sign, ...text]));
}

export function more(count: number, sign: string, language: Language): Text {
  return count > 0 ? [`${sign}${eventWord('more', language, { count })}`] : [];
}

/** Without line breaks, at most so long. */
export function inLine(text: string, max: number): string {
  return cutText(text.replace(/\s+/g, ' ').trim(), max);
}
