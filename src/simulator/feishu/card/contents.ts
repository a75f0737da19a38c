import { anything, type Check, flag, listOf, oneOf, refuse, shape, text, whole } from './check.ts';
import { element } from './element.ts';
import {
  align,
  anyText,
  color,
  i18nContent,
  icon,
  markdownText,
  plainText,
  textSize,
  upright,
} from './texts.ts';

const personSize = oneOf('extra_small', 'small', 'medium', 'large');
const corner = text(20, 1);

const tableColumn = shape(
  {
    name: text(200, 1),
    data_type: oneOf('text', 'lark_md', 'markdown', 'options', 'number', 'persons', 'date'),
  },
  {
    display_name: text(),
    width: text(),
    horizontal_align: align,
    vertical_align: upright,
    format: anything,
    date_format: text(),
  },
);

const tableHeader = shape(
  {},
  {
    text_align: align,
    text_size: textSize,
    background_style: oneOf('none', 'grey'),
    text_color: color,
    bold: flag,
    lines: whole(1, 100),
  },
);

/**
 * Components that show something. Each is what its page under
 * https://open.feishu.cn/document/feishu-cards/card-json-v2-components lists, no more.
 */
export const contents: Record<string, Check> = {
  markdown: element({
    required: { content: markdownText },
    optional: { text_align: align, text_size: textSize, icon, i18n_content: i18nContent },
  }),
  div: element({ optional: { text: anyText, icon, width: text() } }),
  hr: element({}),
  img: element({
    required: { img_key: text(200, 1) },
    optional: {
      alt: plainText,
      title: plainText,
      corner_radius: corner,
      scale_type: oneOf('crop_center', 'crop_top', 'fit_horizontal'),
      size: text(),
      transparent: flag,
      preview: flag,
    },
  }),
  person: element({
    required: { user_id: text(100, 1) },
    optional: { size: personSize, show_avatar: flag, show_name: flag, style: oneOf('normal', 'capsule') },
  }),
  person_list: element({
    required: { persons: listOf(shape({ id: text(100, 1) })) },
    optional: {
      drop_invalid_user_id: flag,
      lines: whole(1, 100),
      show_name: flag,
      show_avatar: flag,
      size: personSize,
      icon,
    },
  }),
  chart: element({
    required: { chart_spec: anything },
    optional: { aspect_ratio: text(), color_theme: text(), preview: flag, height: text() },
  }),
  table: element({
    required: { columns: listOf(tableColumn, 50), rows: listOf(anything) },
    optional: {
      page_size: whole(1, 10),
      row_height: text(),
      row_max_height: text(),
      freeze_first_column: flag,
      header_style: tableHeader,
    },
    also(_value, place) {
      if (place.inForm) refuse(`table inside of a form, path: ${place.path}`);
      place.tally.tables += 1;
    },
  }),
};
