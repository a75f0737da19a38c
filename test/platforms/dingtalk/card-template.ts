/**
 * Builds `manifests/dingtalk-card.json`, which DingTalk's card platform imports: `node test/platforms/dingtalk/card-template.ts`
 * prints it. The format is published nowhere; it is that of the templates in https://github.com/open-dingtalk/dingtalk-card-examples.
 */

type Props = Record<string, unknown>;
type Node = Props & { children?: Node[] };

const TONES = { neutral: '🔹', running: '🚀', waiting: '✋', good: '✅', bad: '❌', muted: '⚪' } as const;
const GATES = [1, 2, 3];

const text = (content: string): Props => ({ type: 'dynamicString', content, i18n: false });
const fixed = (type: string, value: unknown): Props => ({
  type,
  valueType: 'fixed',
  value,
  variable: '',
  variableType: 'global',
});
const variable = (name: string, more: Props = {}): Props => ({
  type: 'variableValue',
  variableType: 'global',
  variable: name,
  ...more,
});

/** Shown when the variable is, or is not, this text. */
function shownWhen(name: string, op: 'equal' | 'notEqual', value: string): Props {
  const condition = {
    type: 'variable',
    variable: name,
    variableType: 'global',
    op,
    value,
    valueType: 'fixed',
    valueVariableType: 'global',
  };
  return {
    type: 'dynamicVisible',
    value: true,
    valueType: 'condition',
    condition: { op: 'and', conditions: [condition] },
  };
}
const always: Props = {
  type: 'dynamicVisible',
  value: true,
  valueType: 'fixed',
  condition: { op: 'and', conditions: [] },
};

function node(componentName: string, id: string, props: Props, children?: Node[]): Node {
  const placed = { marginLeft: 12, marginRight: 12, marginTop: 6, marginBottom: 6, innerOffset: 0, ...props };
  return {
    componentName,
    id: `node_${id}`,
    props: placed,
    title: '',
    hidden: false,
    isLocked: false,
    condition: true,
    conditionGroup: '',
    ...(children ? { children } : {}),
  };
}

function titleLine([tone, mark]: [string, string]): Node {
  return node('BaseText', `title_${tone}`, {
    text: text(`${mark} \${title}`),
    hoverText: text(''),
    visible: shownWhen('tone', 'equal', tone),
    maxLine: fixed('dynamicNumber', 2),
    gravity: 'left',
    fontSizeType: 'Standard',
    size: 'large',
    styleType: 'custom',
    styleToken: 'common_h4_text_style',
    customFontSize: 17,
    customFontLineHeight: 24,
    lineHeight: 'normal',
    bold: true,
    italic: false,
    strikeThrough: false,
    fontColorType: 'Standard',
    color: fixed('dynamicColor', 'common_level1_base_color'),
    autoWidth: false,
    autoMaxWidth: false,
    enableHighlight: false,
    enableIcon: false,
    widthMode: 'match_parent',
  });
}

const body = node('MarkdownBlock', 'body', {
  mdVer: 0,
  icon: { type: 'icon', icon: '', iconType: 'emoji' },
  // Without `varType` DingTalk shows nothing of the variable.
  content: variable('body', { varType: 'markdown' }),
  visible: always,
  isStreaming: false,
  enableLinkStatPoint: false,
});

/** A parameter of a request: a text, or what a variable holds at that moment. */
const param = (id: string, name: string, of: { value: string } | { variable: string }): Props => ({
  id,
  name,
  type: 'value' in of ? 'fixed' : 'variable',
  value: 'value' in of ? of.value : '',
  variable: 'variable' in of ? of.variable : '',
  variableType: 'global',
  ...('variable' in of ? { varType: 'string' } : {}),
});

function button(n: number, verdict: 'approve' | 'reject', color: string, more: Props[]): Node {
  return node('SingleButton', `${verdict}_${n}`, {
    text: text(`\${${verdict}_${n}}`),
    status: fixed('dynamicSelect', 'normal'),
    color: fixed('dynamicSelect', color),
    visible: shownWhen(`gate_${n}`, 'notEqual', ''),
    enableIcon: false,
    enableClickEvent: true,
    enableStatPoint: false,
    // A forwarded card is read only.
    disabledWhileForward: true,
    actionType: 'request',
    actionId: text(`${verdict}_${n}`),
    params: [
      param('1', 'verdict', { value: verdict }),
      param('2', 'gate', { variable: `gate_${n}` }),
      ...more,
    ],
    successToast: text(''),
    failureToast: text(''),
    successCondition: { op: 'and', conditions: [] },
    events: [],
  });
}

/** Keeps what is typed on the reader's device, until the reject button sends it. */
function reasonInput(n: number): Node {
  return node('Input', `reason_${n}`, {
    id: text(`reason_input_${n}`),
    placeholder: text(`\${reason_${n}}`),
    message: text(`\${reason_${n}}`),
    title: text(`\${reject_${n}}`),
    currentValue: text(''),
    visible: shownWhen(`gate_${n}`, 'notEqual', ''),
    status: fixed('dynamicSelect', 'normal'),
    params: [],
    actionType: 'setLocalState',
    localVarAction: variable(`typed_${n}`, { varType: 'string' }),
    keyOfDynamicObject: text(''),
    inlineMode: false,
    textArea: true,
    minRows: fixed('dynamicNumber', 1),
    maxRows: fixed('dynamicNumber', 4),
  });
}

const gates = GATES.flatMap((n) => [
  button(n, 'approve', 'blue', []),
  reasonInput(n),
  button(n, 'reject', 'red', [param('3', 'reason', { variable: `typed_${n}` })]),
]);

const root = node(
  'Card',
  'card',
  {
    marginLeft: 0,
    marginRight: 0,
    marginTop: 0,
    marginBottom: 0,
    paddingLeft: 0,
    paddingRight: 0,
    paddingTop: 6,
    paddingBottom: 6,
    summaryContent: variable('title'),
    enableClickEvent: false,
    disabledWhileForward: false,
    enableStatPoint: false,
    enableExposeStatPoint: false,
    isLinkToCard: false,
    autoFoldConfig: {
      needFold: false,
      heightLimit: 480,
      foldStatusLocalDataKey: '_cardFoldStatusLocalDataKey',
    },
  },
  [...Object.entries(TONES).map(titleLine), body, ...gates],
);

const declared = (name: string, type: string, description: string): Props => ({
  id: name,
  name,
  type,
  description,
  private: false,
  editorVarType: 'variables',
  disabled: false,
});

const variables = [
  declared('title', 'string', 'Title of the run'),
  declared('tone', 'string', Object.keys(TONES).join(' | ')),
  declared('body', 'markdown', 'State, steps and decisions'),
  ...GATES.flatMap((n) => [
    declared(`gate_${n}`, 'string', 'Empty: hidden; else approval:attempt'),
    declared(`approve_${n}`, 'string', 'Label of the approve button'),
    declared(`reject_${n}`, 'string', 'Label of the reject button'),
    declared(`reason_${n}`, 'string', 'Placeholder of the reason'),
  ]),
];

const typed = GATES.map((n) => ({
  ...declared(`typed_${n}`, 'string', 'What the reader typed as reason'),
  editorVarType: 'localList',
  schema: [],
}));

const preview = {
  title: 'shop → prod · #42',
  tone: 'waiting',
  body: '**Status** waiting\n\n✅ build\n\n⏸️ approve',
  gate_1: '7:1',
  approve_1: 'Approve',
  reject_1: 'Reject',
  reason_1: 'Why?',
  ...Object.fromEntries(
    [2, 3].flatMap((n) => ['gate', 'approve', 'reject', 'reason'].map((name) => [`${name}_${n}`, ''])),
  ),
};

const component = (componentName: string): Props => ({
  package: '@ali/dxComponent',
  version: '1.0.0',
  exportName: componentName,
  main: './src/index.tsx',
  destructuring: false,
  subName: '',
  componentName,
});

export function cardTemplate(): string {
  const editorData = {
    schemaVersion: '3.0.0',
    schema: {
      version: '1.0.0',
      componentsMap: ['Card', 'BaseText', 'MarkdownBlock', 'SingleButton', 'Input'].map(component),
      componentsTree: [root],
      i18n: {},
    },
    mockData: { cardData: preview, cardPrivateData: {}, localData: {}, richTextData: {} },
    editVersion: 0,
    customWidgetInfo: '',
    useCustomWidgetInfo: false,
    variableList: variables,
    formList: [],
    expList: [],
    localList: typed,
    hsfList: [],
    lwpList: [],
    extension: { extendType: 'NORMAL', fileTypeList: [] },
  };
  const envelope = { editorData: JSON.stringify(editorData), widgetInfo: '', type: 'im', mode: 'card' };
  return `${JSON.stringify(envelope, null, 2)}\n`;
}

if (import.meta.main) process.stdout.write(cardTemplate());
