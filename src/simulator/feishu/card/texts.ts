import { isObject } from '../../common/json.ts';
import { type Check, listOf, oneOf, pattern, refuse, shape, text, whole } from './check.ts';

const LANGUAGES = [
  'zh_cn',
  'en_us',
  'ja_jp',
  'zh_hk',
  'zh_tw',
  'id_id',
  'vi_vn',
  'th_th',
  'pt_br',
  'es_es',
  'ko_kr',
  'de_de',
  'fr_fr',
  'it_it',
  'ru_ru',
  'ms_my',
];

export const language = oneOf(...LANGUAGES);

/** One value for each language. */
export function perLanguage(check: Check): Check {
  return shape({}, Object.fromEntries(LANGUAGES.map((one) => [one, check])));
}

export const i18nContent = perLanguage(text());

export const px = pattern(/^-?\d+px( -?\d+px){0,3}$/);
/** `small` 4px, `medium` 8px, `large` 12px, `extra_large` 16px, or a number of pixels. */
export const spacing = pattern(/^(small|medium|large|extra_large|\d+px)$/);
export const align = oneOf('left', 'center', 'right');
export const upright = oneOf('top', 'center', 'bottom');
/** A name of Feishu's palette or `rgba(…)`. */
export const color = pattern(/^([a-z]+(-\d+)?|rgba?\([\d., %]+\))$/);
export const textSize = text(40, 1);

export const plainText = shape(
  { tag: oneOf('plain_text'), content: text() },
  {
    i18n_content: i18nContent,
    text_size: textSize,
    text_align: align,
    text_color: color,
    lines: whole(1, 1_000),
  },
);

/** `plain_text`, or `lark_md` with its few marks. */
export const anyText: Check = (value, place) => {
  if (isObject(value) && value.tag === 'lark_md') larkMd(value, place);
  else plainText(value, place);
  countTables(isObject(value) && value.tag === 'lark_md' ? value.content : '', place);
};

const larkMd = shape(
  { tag: oneOf('lark_md'), content: text() },
  {
    i18n_content: i18nContent,
    text_size: textSize,
    text_align: align,
    text_color: color,
    lines: whole(1, 1_000),
  },
);

/** A table in Markdown has one line of dashes and bars; each counts like a table component. */
const TABLE_LINE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/gm;

const countTables: Check = (value, place) => {
  if (typeof value === 'string') place.tally.tables += value.match(TABLE_LINE)?.length ?? 0;
};

export const markdownText: Check = (value, place) => {
  text()(value, place);
  countTables(value, place);
};

export const icon: Check = (value, place) => {
  if (!isObject(value)) refuse(`not an object, path: ${place.path}`);
  const check =
    value.tag === 'custom_icon'
      ? shape({ tag: oneOf('custom_icon'), img_key: text(200, 1) }, { size: text() })
      : shape({ tag: oneOf('standard_icon'), token: text(100, 1) }, { color, size: text() });
  check(value, place);
};

export const textTags = listOf(
  shape(
    { tag: oneOf('text_tag'), text: plainText },
    {
      element_id: text(20, 1),
      color: oneOf(
        'neutral',
        'blue',
        'turquoise',
        'lime',
        'orange',
        'violet',
        'indigo',
        'wathet',
        'green',
        'yellow',
        'red',
        'purple',
        'carmine',
      ),
    },
  ),
  3,
);
