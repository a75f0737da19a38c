/** `2026-12-01 09:00 UTC`: whoever reads it in plain text may be anywhere. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
