/** Keeps so many running at once, as an impatient campaign does. @returns the results by index */
export async function inParallel<T>(
  count: number,
  concurrency: number,
  run: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async () => {
    while (next < count) {
      const index = next++
      results[index] = await run(index)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  return results
}
