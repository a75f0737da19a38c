/** One server through all of its lives: started, killed, started again, at last left in peace and judged. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stopwatch } from '../../src/time.ts';
import { killAt } from './aims.ts';
import { judge, type Verdict } from './judge.ts';
import { createPeople } from './people.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { randomOf, storyOf } from './story.ts';
import type { Aim, Window } from './windows.ts';
import { openWorld, type World } from './world.ts';

export type Deck = {
  /** How many kills fell into each window so far. */
  fallen: Record<Window, number>;
  isOver(): boolean;
  /** The next aim; undefined when there are enough. */
  deal(): Aim | undefined;
};

export type LaneOptions = {
  folder: string;
  seed: number;
  lane: number;
  deck: Deck;
  /** The number of the next story; undefined when there are enough. */
  nextStory: () => number | undefined;
  say: (line: string) => void;
};

/** Runs under way at once. */
const CONCURRENT = 20;
/** Another run is begun when one takes longer than this. */
const STORY_MS = 45_000;
/** After the last kill people get this long to begin and end what they meant to do. */
const STORIES_MS = 240_000;
/** A server lives at most so much longer than it takes to connect before the next kill is aimed at it. */
const LIVE_MS = 1_000;
/** A server that is not connected by then does not start any more. */
const START_MS = 60_000;
/** The longest wait in the product (three leases of a request), and a robot that throttles for a minute. */
const PEACE_MS = 60_000;
/** However much is left to work off. */
const WHOLE_PEACE_MS = 240_000;

export async function playLane(options: LaneOptions): Promise<Verdict> {
  const { folder, seed, lane, deck, nextStory } = options;
  const world = await openWorld(folder);
  const people = createPeople(world);
  const random = randomOf(seed, -2 - lane);
  for (const [i, chat] of world.chats.entries()) chat.spoil(seed * 16 + lane * 4 + i);
  let server = startServer(world.configFile, world.logFile);
  try {
    const stories = Promise.all(Array.from({ length: CONCURRENT }, () => live()));
    stories.catch(() => {});
    for (;;) {
      const aim = deck.deal();
      if (aim === undefined) break;
      if (aim !== 'starting up') {
        await connected(world, server);
        await world.pause(LIVE_MS * random());
      }
      const fell = await killAt(aim, { world, server, random, cutOff: people.cutOff });
      deck.fallen[fell] += 1;
      options.say(`lane ${lane}: aimed at "${aim}", fell "${fell}"`);
      server = startServer(world.configFile, world.logFile);
    }
    const { over, seen } = people.finished();
    options.say(`lane ${lane}: kills are over, ${over} of ${seen} runs too`);
    for (const chat of world.chats) chat.heal();
    await connected(world, server);
    await Promise.race([stories, world.pause(STORIES_MS)]);
    const verdict = await settle();
    if (people.troubles.length > 0) throw people.troubles[0];
    const code = await server.stop();
    if (code !== 0) verdict.violations.push(`the server ended with ${code} after SIGTERM`);
    verdict.violations.push(...(await auditProblems(world)));
    return verdict;
  } finally {
    await server.kill();
    await world.stop();
  }

  /** One run after another, while there are stories. */
  async function live(): Promise<void> {
    for (let number = nextStory(); number !== undefined; number = nextStory()) {
      const story = storyOf(seed, number);
      await people.begin(story);
      await world.until(() => isFinished(story.name), STORY_MS);
    }
  }

  function isFinished(name: string): boolean {
    const tags = world.tags().filter((tag) => tag.startsWith(`${name}-`));
    const cards = tags.flatMap((tag) => world.cards(tag)).map((message) => message.card());
    return (
      cards.length > 0 && cards.every((card) => card?.status === 'succeeded' || card?.status === 'stopped')
    );
  }

  /** Waits until nothing is left to complain about, or until what is left has not become less for long enough: a robot takes a hundred a minute. */
  async function settle(): Promise<Verdict> {
    let verdict = judge(world, people);
    const whole = stopwatch();
    let elapsed = stopwatch();
    while (verdict.violations.length > 0 && elapsed() < PEACE_MS && whole() < WHOLE_PEACE_MS) {
      await world.pause(500);
      const before = verdict.violations.length;
      verdict = judge(world, people);
      if (verdict.violations.length < before) elapsed = stopwatch();
    }
    return verdict;
  }
}

/** Resolves when every chat has a connection of this server. */
async function connected(world: World, server: ServerProcess): Promise<void> {
  const ready = await world.until(
    () => !server.alive() || world.chats.every((chat) => chat.connections() > 0),
    START_MS,
  );
  if (ready !== true || !server.alive())
    throw new Error(`the server ${server.end()}: it did not start, see ${world.logFile}`);
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `greenlight audit verify`, as an operator would ask. */
function auditProblems({ configFile }: World): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'audit', 'verify', '--config', configFile], (error, stdout, stderr) => {
      resolve(error === null ? [] : [`audit verify: ${stdout}${stderr}`]);
    });
  });
}
