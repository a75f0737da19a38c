/**
 * Slack's ceilings for what we render, in UTF-16 units where they count text.
 * https://docs.slack.dev/reference/block-kit/blocks and …/block-kit/composition-objects, unless named otherwise.
 */
export const slackLimits = {
  message: {
    blocks: 50,
    /**
     * Of the serialised blocks. Slack refuses with `msg_blocks_too_long` from about 13,200
     * (https://github.com/slackapi/bolt-js/issues/2509) and does not say what it counts: we count all of the JSON.
     */
    json: 12_000,
    /** `text` is cut at 40,000; Slack advises 4,000 (https://docs.slack.dev/reference/methods/chat.postMessage). */
    text: 4_000,
  },
  headerText: 150,
  sectionText: 3_000,
  sectionFields: 10,
  fieldText: 2_000,
  contextText: 3_000,
  actionsPerBlock: 25,
  buttonText: 75,
  buttonValue: 2_000,
  view: {
    title: 24,
    submit: 24,
    close: 24,
    blocks: 100,
    privateMetadata: 3_000,
    label: 2_000,
    placeholder: 150,
    inputLength: 3_000,
    hint: 2_000,
  },
  /** Of a menu; its texts and values alike: https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
  options: { count: 100, text: 75 },
} as const;

/** A click's or command's `trigger_id` opens a dialog within this time (https://docs.slack.dev/interactivity). */
export const TRIGGER_MS = 3_000;

/** A `response_url` takes five answers within this time (https://docs.slack.dev/interactivity/handling-user-interaction). */
export const RESPONSE_URL_MS = 30 * 60_000;
