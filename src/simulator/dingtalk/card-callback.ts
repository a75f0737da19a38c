import type { Json } from '../common/json.ts';
import type { CardButton } from './template.ts';

/** Where the clicked button's action and params stand in the callback: all of them have been seen in the wild. */
export type CallbackVariant = {
  /** Which field carries them; `both` is what the documentation shows. */
  field: 'content' | 'value' | 'both';
  as: 'string' | 'object';
  nesting: 'cardPrivateData' | 'userPrivateData' | 'actionData' | 'params' | 'top';
};

/** https://open.dingtalk.com/document/orgapp/event-callback-card */
export const documentedVariant: CallbackVariant = { field: 'both', as: 'string', nesting: 'cardPrivateData' };

type Click = {
  corpId: string;
  userId: string;
  place: string;
  outTrackId: string;
  extension: Json;
  button: CardButton;
  /** What the card's inputs hold. */
  inputs: Record<string, string>;
};

/** What the app is told of a click. */
export function cardCallback(click: Click, { field, as, nesting }: CallbackVariant): Json {
  const { corpId, userId, place, outTrackId, extension, button, inputs } = click;
  const params = { ...button.params, ...inputs };
  const data: Json = {
    extension: JSON.stringify(extension),
    corpId,
    type: 'actionCallback',
    userId,
    userIdType: 1,
    spaceType: 'IM',
    spaceId: place,
    outTrackId,
  };
  if (nesting === 'top') return { ...data, ...params, actionId: button.id, params };
  const inner = nest(nesting, button.id, params);
  const value = as === 'string' ? JSON.stringify(inner) : inner;
  if (field !== 'content') data.value = value;
  if (field !== 'value') data.content = value;
  return data;
}

function nest(nesting: Exclude<CallbackVariant['nesting'], 'top'>, actionId: string, params: Json): Json {
  const chosen = { actionIds: [actionId], params };
  switch (nesting) {
    case 'cardPrivateData':
      return { cardPrivateData: chosen };
    case 'userPrivateData':
      return { userPrivateData: chosen };
    case 'actionData':
      return { actionData: { actionId, cardPrivateData: chosen } };
    case 'params':
      return chosen;
  }
}
