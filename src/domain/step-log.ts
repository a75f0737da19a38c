/** What one command of a step wrote, fit to be shown: without control sequences, and without the values of secrets. */
export type StepLog = {
  /** Path of the step. */
  step: string;
  /** Which of the step's components it deployed, where it has several. */
  part?: string;
  stream: 'stdout' | 'stderr';
  /** In the order in which they were written. A command that still runs may be at a line that is not among them. */
  lines: readonly string[];
  /** More was written before the first line, and is not kept or not read. */
  cut: boolean;
};
