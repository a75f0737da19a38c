/** What engines say of a parameter that has no place in a workflow, or of a value that it cannot have. */
export const PLACE_SAYINGS = {
  'path-none': { en: '"{text}" is not a path such as a.b[0].c', zh: '“{text}”不是形如 “a.b[0].c” 的路径' },
  'path-none-at': {
    en: '"{text}" is not a path such as a.b[0].c (see "{rest}")',
    zh: '“{text}”不是形如 “a.b[0].c” 的路径（见“{rest}”处）',
  },
  'path-empty': { en: 'it is empty', zh: '路径为空' },
  'path-barred': { en: '"{text}": {part} cannot be set', zh: '“{text}”：不能设置 {part}' },
  'part-barred': { en: '{part} cannot be set', zh: '不能设置 {part}' },
  'no-list': { en: '[{part}] is set in something that is no list', zh: '[{part}] 所在的位置不是列表' },
  'past-end': {
    en: '[{part}] is past the end of a list of {length}',
    zh: '[{part}] 超出了列表末尾（列表共 {length} 项）',
  },
  'no-object': { en: '"{part}" is set in something that is no object', zh: '“{part}”所在的位置不是对象' },
  'context-name': { en: '"{text}": after context comes a name', zh: '“{text}”：“context” 之后应为名称' },
  'root-wrong': {
    en: '"{text}" must begin with components.<name>.properties, steps.<name>.properties or context',
    zh: '“{text}”必须以 “components.<name>.properties”、“steps.<name>.properties” 或 “context” 开头',
  },
  'properties-wanted': {
    en: '"{text}": after {place} comes properties with a path into them',
    zh: '“{text}”：{place} 之后应为 “properties” 及其中的路径',
  },
  'no-component': {
    en: 'workflow {workflow} has no component "{name}" (it has {known})',
    zh: '工作流 {workflow} 中没有组件“{name}”（现有 {known}）',
  },
  'no-components': {
    en: 'workflow {workflow} has no component "{name}" (it has none)',
    zh: '工作流 {workflow} 中没有组件“{name}”（没有任何组件）',
  },
  'no-step': {
    en: 'workflow {workflow} has no step "{name}" (it has {known})',
    zh: '工作流 {workflow} 中没有步骤“{name}”（现有 {known}）',
  },
  'no-steps': {
    en: 'workflow {workflow} has no step "{name}" (it has none)',
    zh: '工作流 {workflow} 中没有步骤“{name}”（没有任何步骤）',
  },
  'no-property': {
    en: 'step "{name}" ({type}) has no property "{property}" (it has {known})',
    zh: '步骤“{name}”（{type}）没有参数“{property}”（现有 {known}）',
  },
  'application-context': {
    en: 'an Application has no context: set components.<name>.properties.…',
    zh: 'Application 没有 “context”：请设置 “components.<name>.properties.…”',
  },
  'context-then-name': { en: 'after context comes a name', zh: '“context” 之后应为名称' },
  'application-root': {
    en: 'it must begin with components.<name>.properties or steps.<name>.properties',
    zh: '必须以 “components.<name>.properties” 或 “steps.<name>.properties” 开头',
  },
  'workflow-root': {
    en: 'it must begin with context or steps.<name>.properties',
    zh: '必须以 “context” 或 “steps.<name>.properties” 开头',
  },
  'then-properties': {
    en: 'after {place} comes properties with a path into them',
    zh: '{place} 之后应为 “properties” 及其中的路径',
  },
  'component-missing': {
    en: 'there is no component "{name}" (it has {known})',
    zh: '没有组件“{name}”（现有 {known}）',
  },
  'components-missing': {
    en: 'there is no component "{name}" (it has none)',
    zh: '没有组件“{name}”（没有任何组件）',
  },
  'step-missing': {
    en: 'there is no step "{name}" (it has {known})',
    zh: '没有步骤“{name}”（现有 {known}）',
  },
  'steps-missing': { en: 'there is no step "{name}" (it has none)', zh: '没有步骤“{name}”（没有任何步骤）' },
  'zadig-root': {
    en: 'it must be parameters.<name> or inputs.<job>.<path>',
    zh: '必须是 “parameters.<name>” 或 “inputs.<job>.<path>”',
  },
  'zadig-parameter': { en: 'the workflow has no parameter "{name}"', zh: '工作流没有变量“{name}”' },
  'zadig-job': { en: 'the workflow starts no job "{name}"', zh: '工作流不会启动任务“{name}”' },
  'zadig-list': { en: 'there is no list at [{part}]', zh: '[{part}] 处不是列表' },
  'zadig-list-end': { en: 'the list ends at [{last}]', zh: '列表到 [{last}] 为止' },
  'zadig-name': { en: 'nothing can be named "{part}" there', zh: '该处不能设置“{part}”' },
  'zadig-branch': {
    en: 'of a repository its branch can be set: parameters.<name>.branch',
    zh: '代码库只能设置分支：“parameters.<name>.branch”',
  },
  'zadig-one-value': {
    en: 'it is one value: nothing follows its name',
    zh: '它是单个值：名称之后不能再有内容',
  },
  'one-of': { en: 'must be one of {known}', zh: '可选值为 {known}' },
} as const;
