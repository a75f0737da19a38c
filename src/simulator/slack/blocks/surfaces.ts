import { isObject, type Json } from '../../common/json.ts';
import { SlackError } from '../slack-error.ts';
import { messageBlock, modalBlock } from './blocks.ts';
import { byType, type Check, createReport, flag, list, type Problem, shape, text } from './check.ts';
import { plainText } from './texts.ts';

const MAX_MESSAGE_BLOCKS = 50;
const MAX_MODAL_BLOCKS = 100;
/** Undocumented; measured at about 13,200 (https://github.com/slackapi/bolt-js/issues/2509). */
const MAX_BLOCKS_CHARACTERS = 13_200;
/** Slack counts more than the text (https://github.com/slackapi/bolt-js/issues/2867): a share for each object is a guess on the safe side. */
const CHARACTERS_PER_OBJECT = 24;
/** All markdown blocks of a message together. */
const MAX_MARKDOWN_CHARACTERS = 12_000;

const uniqueBlockIds: Check = (value, at, report) => {
  if (!Array.isArray(value)) return;
  for (const [i, block] of value.entries()) {
    if (!isObject(block) || typeof block.block_id !== 'string') continue;
    report.unique(
      'block_id',
      block.block_id,
      `${at}/${i}/block_id`,
      `block_id ${block.block_id} already exists`,
    );
  }
};

const oneMarkdownBudget: Check = (value, at, report) => {
  if (!Array.isArray(value)) return;
  const markdown = value.filter((block) => isObject(block) && block.type === 'markdown');
  const length = markdown.reduce((sum, block) => sum + String(block.text).length, 0);
  if (length > MAX_MARKDOWN_CHARACTERS)
    report.add(at, `markdown must be less than ${MAX_MARKDOWN_CHARACTERS + 1} characters`);
};

/** Every problem of a message's blocks; none means that Slack would take them. */
export function messageProblems(blocks: unknown): Problem[] {
  const report = createReport();
  list(messageBlock, MAX_MESSAGE_BLOCKS, 0)(blocks, '/blocks', report);
  uniqueBlockIds(blocks, '/blocks', report);
  oneMarkdownBudget(blocks, '/blocks', report);
  return report.problems;
}

const modal = shape({
  required: { title: plainText(24), blocks: list(modalBlock, MAX_MODAL_BLOCKS, 0) },
  optional: {
    submit: plainText(24),
    close: plainText(24),
    private_metadata: text(3000, 0),
    callback_id: text(255, 0),
    external_id: text(255, 0),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
  also(view, at, report) {
    if (!isObject(view) || !Array.isArray(view.blocks)) return;
    uniqueBlockIds(view.blocks, `${at}/blocks`, report);
    const asks = view.blocks.some((block) => isObject(block) && block.type === 'input');
    if (asks && view.submit === undefined)
      report.add(at, 'submit is required when an input block is within blocks');
  },
});

/** https://docs.slack.dev/reference/views/modal-views */
export function viewProblems(view: unknown): Problem[] {
  const report = createReport();
  byType({ modal })(view, '/view', report);
  return report.problems;
}

/** Throws `invalid_blocks` or `msg_blocks_too_long` the way the Web API answers them. Returns the blocks. */
export function acceptBlocks(blocks: unknown): Json[] {
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const problems = messageProblems(blocks);
  if (problems.length > 0) throw blocksError('invalid_blocks', problems);
  if (weigh(blocks) > MAX_BLOCKS_CHARACTERS) throw new SlackError('msg_blocks_too_long');
  return blocks;
}

export function acceptView(view: unknown): Json {
  const problems = viewProblems(view);
  if (problems.length > 0 || !isObject(view)) throw blocksError('invalid_arguments', problems);
  return view;
}

function blocksError(code: string, problems: Problem[]): SlackError {
  const lines = problems.map((one) => `${one.message} [json-pointer:${one.pointer}]`);
  return new SlackError(code, {
    errors: lines,
    response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
  });
}

function weigh(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + weigh(one), 0);
  if (!isObject(value)) return 0;
  let sum = CHARACTERS_PER_OBJECT;
  for (const [key, inner] of Object.entries(value)) {
    sum += key === 'text' && typeof inner === 'string' ? inner.length : weigh(inner);
  }
  return sum;
}
