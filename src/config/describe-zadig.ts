import type { ZadigEngineConfig } from './config.ts';
import { masked } from './masked.ts';

export function describeZadig(engine: ZadigEngineConfig): string[] {
  const { id, kind, url, token, hookToken, projects, room, rooms, workflows, pollMs, requestMs } = engine;
  const hook =
    hookToken === undefined
      ? 'none: runs are seen by polling'
      : `/hooks/zadig/${id}, token ${masked(hookToken)}`;
  return [
    `${id}  ${kind}`,
    `  server      ${url}, token ${masked(token)}`,
    `  hook        ${hook}`,
    ...(projects.length === 0 ? [] : [`  projects    ${projects.join(', ')}`]),
    ...(room === undefined ? [] : [`  other runs  in ${room.platform}/${room.id}`]),
    ...rooms.map((one) => `  ${one.place}  in ${one.room.platform}/${one.room.id}`),
    ...workflows.map(({ workflow, inputs, skips }) => {
      const given = Object.keys(inputs).length > 0 ? `  inputs for ${Object.keys(inputs).join(', ')}` : '';
      return `  ${workflow}${given}${skips.length > 0 ? `  leaves out ${skips.join(', ')}` : ''}`;
    }),
    ...(pollMs === undefined ? [] : [`  polls       every ${pollMs / 1000} s`]),
    ...(requestMs === undefined ? [] : [`  requests    at most ${requestMs / 1000} s`]),
  ];
}
