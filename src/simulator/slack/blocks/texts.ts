import { byType, type Check, flag, list, oneOf, shape, text, url } from './check.ts';

/** https://docs.slack.dev/reference/block-kit/composition-objects */
export function plainText(max: number): Check {
  return byType({ plain_text: shape({ required: { text: text(max) }, optional: { emoji: flag } }) });
}

export function mrkdwn(max: number): Check {
  return byType({ mrkdwn: shape({ required: { text: text(max) }, optional: { verbatim: flag } }) });
}

export function anyText(max: number): Check {
  return byType({
    plain_text: shape({ required: { text: text(max) }, optional: { emoji: flag } }),
    mrkdwn: shape({ required: { text: text(max) }, optional: { verbatim: flag } }),
  });
}

export const colour = oneOf('primary', 'danger');

export const confirm = shape({
  required: { text: anyText(300) },
  optional: { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: colour },
});

function optionOf(label: Check): Check {
  return shape({
    required: { text: label, value: text(75) },
    optional: { description: plainText(75), url },
  });
}

export const option = optionOf(plainText(75));
/** Radio buttons and checkboxes may use mrkdwn in their labels. */
export const richOption = optionOf(anyText(75));
export const optionGroup = shape({ required: { label: plainText(75), options: list(option, 100) } });

export const slackFile = shape({ optional: { id: text(255), url } });

/** `image_url` or `slack_file`, one of them. */
export const oneImageSource: Check = (value, at, report) => {
  if (typeof value !== 'object' || value === null) return;
  if ('image_url' in value === 'slack_file' in value) {
    report.add(at, 'must provide exactly one of: image_url, slack_file');
  }
};

export const image = shape({
  required: { alt_text: text(2000) },
  optional: { image_url: url, slack_file: slackFile },
  also: oneImageSource,
});
