/** DingTalk's AI card, known to every tenant (https://github.com/open-dingtalk/dingtalk-stream-sdk-python, `card_instance.py`). */
export const BUILTIN_TEMPLATE = '382e4302-551d-4880-bf29-a30acfab2e71.schema';

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
