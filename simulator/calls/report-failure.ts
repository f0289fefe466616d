/** An error here is the simulator's own: it must be seen, and must not end the process. */
export function reportFailure(error: unknown): void {
  console.error('simulator error', error)
}
