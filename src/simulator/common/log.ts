type LogLine = (fields: Record<string, unknown>, message: string) => void;
export type SimLog = { debug: LogLine; info: LogLine; warn: LogLine; error: LogLine };
