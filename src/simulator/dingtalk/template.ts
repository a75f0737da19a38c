import { isObject, type Json, parseObject, textOf } from '../common/json.ts';
import type { TemplateKind } from './options.ts';

/** DingTalk's AI card, known to every tenant (https://github.com/open-dingtalk/dingtalk-stream-sdk-python, `card_instance.py`). */
export const BUILTIN_TEMPLATE = '382e4302-551d-4880-bf29-a30acfab2e71.schema';

/** How many gates the card template that comes with the product can show. */
const GATES = 3;

/** The state of the AI card in which it shows its buttons. */
const FLOW_FINISHED = '3';

/** One button as a person sees it, with what a click on it sends. */
export type CardButton = {
  /** The action id of the callback. */
  id: string;
  text: string;
  color?: string;
  params: Record<string, string>;
  /** The placeholder of the input beside the button, whose text is sent as `reason`. */
  reasonPlaceholder?: string;
  /** Set when the button opens an address instead of asking the app. */
  url?: string;
};

type Variables = Record<string, string>;

/** What a card of this template shows to press, for these variables. */
export function templateButtons(kind: TemplateKind, variables: Variables): CardButton[] {
  return kind === 'shipped' ? shippedButtons(variables) : builtinButtons(variables);
}

/** What a card of this template says, buttons included. */
export function templateText(kind: TemplateKind, variables: Variables): string {
  const said =
    kind === 'shipped'
      ? [variables.title, variables.body]
      : [variables.msgTitle, variables.msgContent, variables.staticMsgContent];
  return lines([...said, ...templateButtons(kind, variables).map((button) => button.text)]);
}

function shippedButtons(variables: Variables): CardButton[] {
  const buttons: CardButton[] = [];
  for (let n = 1; n <= GATES; n++) {
    const gate = variables[`gate_${n}`] ?? '';
    if (gate === '') continue;
    buttons.push({
      id: `approve_${n}`,
      text: variables[`approve_${n}`] ?? '',
      params: { verdict: 'approve', gate },
    });
    buttons.push({
      id: `reject_${n}`,
      text: variables[`reject_${n}`] ?? '',
      params: { verdict: 'reject', gate },
      reasonPlaceholder: variables[`reason_${n}`] ?? '',
    });
  }
  return buttons;
}

function builtinButtons(variables: Variables): CardButton[] {
  if (variables.flowStatus !== FLOW_FINISHED) return [];
  const parts = parseObject(variables.sys_full_json_obj ?? '') ?? {};
  if (!Array.isArray(parts.order) || !parts.order.includes('msgButtons')) return [];
  const buttons = Array.isArray(parts.msgButtons) ? parts.msgButtons.filter(isObject) : [];
  return buttons.map((button) => ({
    id: textOf(button.id),
    text: textOf(button.text),
    ...(typeof button.color === 'string' ? { color: button.color } : {}),
    params: {},
    ...(button.request === true ? {} : { url: textOf(button.url) }),
  }));
}

/** The buttons of a StandardCard. */
export function standardButtons(cardData: Json): CardButton[] {
  return contents(cardData)
    .flatMap((part) => (Array.isArray(part.actions) ? part.actions.filter(isObject) : []))
    .map((action) => ({
      id: textOf(action.id),
      text: isObject(action.label) ? textOf(action.label.text) : '',
      params: {},
      ...(action.actionType === 'openLink' && isObject(action.url) ? { url: textOf(action.url.all) } : {}),
    }));
}

export function standardText(cardData: Json): string {
  const header = isObject(cardData.header) && isObject(cardData.header.title) ? cardData.header.title : {};
  return lines([
    textOf(header.text),
    ...contents(cardData).map((part) => textOf(part.text)),
    ...standardButtons(cardData).map((button) => button.text),
  ]);
}

function contents(cardData: Json): Json[] {
  return Array.isArray(cardData.contents) ? cardData.contents.filter(isObject) : [];
}

function lines(texts: (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== '').join('\n');
}
