import { createDirectory } from '../domain/directory.ts';
import { authorise } from '../domain/permission.ts';
import type { Config } from './config.ts';
import { plainSecret } from './exposed.ts';
import type { Path } from './path.ts';
import type { Found } from './report.ts';

/** Freezes and hooks that work but are probably not meant. */
export function findHoldWarnings(
  config: Omit<Config, 'file' | 'warnings'>,
  written: (path: Path) => string | undefined,
): Found[] {
  const directory = createDirectory(config);
  const world = directory.world([]);
  return [
    ...config.freezes.flatMap(({ id, apps, environments }) =>
      Object.entries({ apps, environments }).flatMap(([key, list]): Found[] => {
        const message = 'is empty: it holds nowhere; leave the key out for all of them';
        return list?.length === 0 ? [{ path: ['freezes', id, key], message }] : [];
      }),
    ),
    ...config.hooks.flatMap(({ id, person, apps, environments }) => {
      const path = ['hooks', id];
      const places = config.apps
        .filter((app) => apps.includes(app.id))
        .flatMap((app) =>
          app.environments
            .filter((one) => environments.includes(one.id))
            .map((one) => ({ app: app.id, environment: one.id })),
        );
      const nowhere: Found[] =
        places.length === 0 ? [{ path, message: 'may deploy nothing: name apps and environments' }] : [];
      const barred = places.filter((place) => {
        const may = authorise(person, { action: 'deploy', place }, directory.roles, world);
        // Whether a chat says that they belong to a group is not known here.
        return !may.allowed && may.because !== 'unread';
      });
      const refused = barred.map(({ app, environment }): Found => {
        const message = `${person} may not deploy ${app} to ${environment}: every request for it is refused`;
        return { path: [...path, 'as'], message };
      });
      return [...nowhere, ...refused, ...plainSecret([...path, 'secret'], written)];
    }),
  ];
}
