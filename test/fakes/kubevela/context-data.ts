import { at, type Json } from '../kubernetes/json.ts';

/**
 * The data of a run's context ConfigMap: what steps hand on (`vars`, CUE text) and when suspended steps began to wait and will go on.
 */
export type ContextData = {
  readonly data: Record<string, string>;
  readonly modified: boolean;
  get(...path: string[]): string | undefined;
  set(value: string, ...path: string[]): void;
  /** What a step handed on under this name; dots descend into it. */
  var(name: string): Json | undefined;
  setVar(name: string, value: Json): void;
};

export function createContextData(stored: Readonly<Record<string, string>>): ContextData {
  const data: Record<string, string> = { ...stored };
  let modified = false;

  function vars(): Map<string, string> {
    const lines = (data.vars ?? '').split('\n').map((line) => /^"?([^":]+)"?:\s*(.*)$/.exec(line));
    return new Map(lines.filter((line) => line !== null).map(([, name = '', value = '']) => [name, value]));
  }

  return {
    data,
    get modified() {
      return modified;
    },
    get: (...path) => data[path.join('.')],
    set(value, ...path) {
      data[path.join('.')] = value;
      modified = true;
    },
    var(name) {
      const [first = '', ...rest] = name.split('.');
      const text = vars().get(first);
      return text === undefined ? undefined : at(JSON.parse(text) as Json, ...rest);
    },
    setVar(name, value) {
      const all = vars().set(name, JSON.stringify(value));
      data.vars = [...all].map(([key, text]) => `${JSON.stringify(key)}: ${text}\n`).join('');
      modified = true;
    },
  };
}
