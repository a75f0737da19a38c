import { isObject, type Json } from '../../common/json.ts';
import { messageProblems, viewProblems } from '../blocks/surfaces.ts';
import { invalidArguments, SlackError } from '../slack-error.ts';
import type { Method } from './method.ts';

export const workspaceMethods: Record<string, Method> = {
  'api.test': {
    token: 'none',
    scopes: [],
    run(args) {
      if (typeof args.error === 'string') throw new SlackError(args.error, { args });
      return { args };
    },
  },
  'auth.test': {
    token: 'bot',
    scopes: [],
    run: (_args, { world, teamUrl }) => ({
      url: teamUrl,
      team: world.team.name,
      user: world.app.botName,
      team_id: world.team.id,
      user_id: world.app.botUserId,
      bot_id: world.app.botId,
      is_enterprise_install: false,
    }),
  },
  'team.info': {
    token: 'bot',
    scopes: [],
    run: (_args, { world }) => ({
      team: { id: world.team.id, name: world.team.name, domain: world.team.domain },
    }),
  },
  'bots.info': {
    token: 'bot',
    scopes: ['users:read'],
    run: (_args, { world }) => ({
      bot: {
        id: world.app.botId,
        app_id: world.app.id,
        user_id: world.app.botUserId,
        name: world.app.botName,
        deleted: false,
        updated: 0,
        icons: {},
      },
    }),
  },
  'blocks.validate': { token: 'none', scopes: [], run: validate },
};

function validate(args: Json): Json {
  const { blocks, view, message } = args;
  if (blocks === undefined && view === undefined && message === undefined) {
    throw invalidArguments('must provide one of: blocks, view, message');
  }
  const found =
    view === undefined
      ? messageProblems(blocks ?? (isObject(message) ? message.blocks : undefined))
      : viewProblems(view);
  const errors = found.map(({ message: text, pointer }) => ({
    code: 'invalid_block',
    message: text,
    field: pointer.split('/').at(-1) ?? '',
    pointer,
  }));
  if (errors.length === 0) return {};
  throw new SlackError('invalid_blocks', { errors });
}
