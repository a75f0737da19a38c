/** Writes to standard output and resolves when the system has taken it. Rejects when whoever reads has gone, as `head` does. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
