/** What the configuration names, made but not started: the only file that names every platform. */
import { createChannel } from './channel-parts.ts';
import type { Channel, StepChannels } from './channels/channel.ts';
import type { Config, PlatformConfig } from './config/config.ts';
import { createDirectory, type Directory } from './domain/directory.ts';
import type { Finding } from './domain/finding.ts';
import { createRosterHolder, type RosterHolder } from './domain/roster.ts';
import { createEngine, embeddedNamed, engineProblems, type MadeEngine, secretOf } from './engine-parts.ts';
import { stillWaits } from './engines/embedded/sends/still-waits.ts';
import type { Engine } from './engines/engine.ts';
import { ConfigError, type Problem } from './errors.ts';
import { checkRoster } from './intake/roster-findings.ts';
import { createRosterMemory } from './intake/roster-memory.ts';
import type { Linked } from './intake/roster-questions.ts';
import { routeFindings } from './intake/route-findings.ts';
import type { Log } from './log.ts';
import type { Hook, Platform, PlatformParts, Roster } from './platforms/platform.ts';
import { createStepChannels } from './step-channels.ts';
import type { Database } from './store/database.ts';
import type { Clock } from './time.ts';

export type Surroundings = { clock: Clock; log: Log };

export type Parts = {
  directory: Directory;
  platforms: Platform[];
  channels: Channel[];
  /** Rosters by platform, and what `directory` knows from them. */
  people: { rosters: ReadonlyMap<string, Roster>; holder: RosterHolder };
  /** Addresses of the HTTP server that vendors call. */
  hooks: Hook[];
  engines: Engine[];
  /** Something that runs of this engine wait for has happened. */
  wakeEngine: (id: string) => void;
  /** What workflows notify by in steps of their own. */
  stepChannels: StepChannels;
};

/** Everything that the configuration names, made but not started. */
export async function createParts(config: Config, db: Database, surroundings: Surroundings): Promise<Parts> {
  const made: PlatformParts[] = [];
  for (const one of config.platforms)
    made.push(await createPlatform(one, accountsOn(one.id, config), surroundings));
  const channels = [];
  for (const one of config.channels) channels.push(await createChannel(one, surroundings));
  const engines: MadeEngine[] = [];
  for (const one of config.engines) engines.push(await createEngine(one, config, db, surroundings));
  const holder = createRosterHolder();
  const rosters = new Map(made.flatMap(({ platform, roster }) => (roster ? [[platform.id, roster]] : [])));
  return {
    directory: createDirectory(config, holder),
    people: { rosters, holder },
    platforms: made.map(({ platform }) => platform),
    channels,
    hooks: [...made, ...engines].flatMap(({ hooks }) => hooks ?? []),
    engines: engines.map(({ engine }) => engine),
    wakeEngine: (id) => engines.find(({ engine }) => engine.id === id)?.wake(),
    stepChannels: createStepChannels({
      clock: surroundings.clock,
      secretOf: (engine, name, key) => secretOf(config, engine, name, key),
      stillWaits: (subject) => stillWaits(db.read, subject),
      guardOf: async (engine) => {
        const { createGuard } = await import('./engines/embedded/effects/guard.ts');
        return createGuard(embeddedNamed(config, engine)?.httpAllow ?? []);
      },
    }),
  };
}

/** What the configuration calls its people on a platform: some vendors must be asked whom it means. */
function accountsOn(platform: string, config: Config): string[] {
  return config.people.flatMap(({ accounts }) => accounts[platform] ?? []);
}

/** Adapters are loaded when they are used: an SDK that nobody needs costs no memory. */
async function createPlatform(
  config: PlatformConfig,
  accounts: readonly string[],
  { clock, log }: Surroundings,
): Promise<PlatformParts> {
  const { id } = config;
  const surroundings = { clock, log: log.child({ platform: id }) };
  const requestMs = config.requestMs === undefined ? {} : { requestMs: config.requestMs };
  switch (config.kind) {
    case 'slack': {
      const { createSlackPlatform } = await import('./platforms/slack/slack-platform.ts');
      const { transport, apiUrl } = config;
      return createSlackPlatform(
        {
          id,
          botToken: config.botToken.reveal(),
          transport:
            transport.kind === 'socket'
              ? { kind: 'socket', appToken: transport.appToken.reveal() }
              : { kind: 'http', signingSecret: transport.signingSecret.reveal() },
          ...(apiUrl === undefined ? {} : { apiUrl }),
          ...requestMs,
        },
        surroundings,
      );
    }
    case 'feishu': {
      const { createFeishuPlatform } = await import('./platforms/feishu/feishu-platform.ts');
      const { transport, apiUrl } = config;
      return createFeishuPlatform(
        {
          id,
          appId: config.appId,
          appSecret: config.appSecret.reveal(),
          transport:
            transport.kind === 'websocket'
              ? transport
              : {
                  kind: 'http',
                  verificationToken: transport.verificationToken.reveal(),
                  encryptKey: transport.encryptKey.reveal(),
                },
          accounts,
          ...(apiUrl === undefined ? {} : { apiUrl }),
          ...requestMs,
        },
        surroundings,
      );
    }
    case 'dingtalk': {
      const { createDingTalkPlatform } = await import('./platforms/dingtalk/dingtalk-platform.ts');
      const { clientId, robotCode, cards, apiUrl, oapiUrl } = config;
      return createDingTalkPlatform(
        {
          id,
          clientId,
          clientSecret: config.clientSecret.reveal(),
          robotCode,
          cards,
          accounts,
          ...(apiUrl === undefined ? {} : { apiUrl }),
          ...(oapiUrl === undefined ? {} : { oapiUrl }),
          ...requestMs,
        },
        surroundings,
      );
    }
  }
}

/**
 * Whether every app can run: its workflow is there, each parameter sets a place in it, and each step with a policy asks people; and whether the words of every route can be said. Throws a
 * ConfigError with every problem, those of the workflow files included.
 */
export async function checkApps(config: Config): Promise<void> {
  const problems: Problem[] = [];
  for (const engine of config.engines) {
    const apps = config.apps.filter((app) => app.engine === engine.id);
    problems.push(...(await engineProblems(engine, apps, config)));
  }
  const { routeProblems } = await import('./presenter/template/route-problems.ts');
  problems.push(...routeProblems(config.routes));
  if (problems.length > 0) throw new ConfigError(problems);
}

/** What `doctor` looks at: every platform with the rooms that it should post to, every channel, whom routes can call, every engine. */
export async function checkParts(
  parts: Omit<Parts, 'wakeEngine' | 'stepChannels'>,
  clock: Clock,
  /** The accounts of a platform that people have joined to themselves. */
  linkedOn: (platform: string) => Promise<readonly Linked[]>,
): Promise<{ id: string; findings: Finding[] }[]> {
  const results = [];
  // What one chat says of a group counts for the routes of all.
  const memory = createRosterMemory();
  for (const platform of parts.platforms) {
    const findings = await platform.check(roomsOn(platform.id, parts.directory));
    const roster = parts.people.rosters.get(platform.id);
    if (roster !== undefined) {
      const { directory, people } = parts;
      const { id } = platform;
      const linked = await linkedOn(id);
      const asking = { directory, holder: people.holder, memory, platform: id, roster, linked, clock };
      findings.push(...(await checkRoster(asking)));
    }
    results.push({ id: platform.id, findings });
  }
  for (const channel of parts.channels) results.push({ id: channel.id, findings: await channel.check() });
  if (parts.directory.routes.length > 0)
    results.push({ id: 'routes', findings: routeFindings(parts.directory) });
  for (const engine of parts.engines) results.push({ id: engine.id, findings: await engine.check() });
  return results;
}

function roomsOn(platform: string, { apps, routes }: Directory): string[] {
  const followed = apps.flatMap((app) => app.environments.flatMap((one) => one.rooms));
  const rooms = followed.filter(({ room }) => room.platform === platform).map(({ room }) => room.id);
  const routed = routes.flatMap(({ to }) => to).filter(({ outlet }) => outlet === platform);
  return [...new Set([...rooms, ...routed.flatMap(({ room }) => room ?? [])])];
}
