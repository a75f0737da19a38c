/** One line of `doctor`: what was looked at, how it is, and what to do about it. In English: it speaks to operators. */
export type Finding = { level: 'ok' | 'warn' | 'error'; subject: string; detail: string; remedy?: string };
