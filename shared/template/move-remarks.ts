interface Placed {
  start?: number
  end?: number
}

/**
 * Moves remarks about a text to where they belong after it was edited, so that they can stay in sight until the next
 * check: those before the edit keep their place, those after it are shifted, those inside it are gone.
 *
 * @param remarks places are UTF-16 indices into `before`; without a place they stay
 * @param before the text that was checked
 * @param after the text as it is now
 */
export function moveRemarks<Remark extends Placed>(
  remarks: readonly Remark[],
  before: string,
  after: string,
): Remark[] {
  if (before === after) return [...remarks]
  const shorter = Math.min(before.length, after.length)
  let same = 0
  while (same < shorter && before[same] === after[same]) same++
  let tail = 0
  while (tail < shorter - same && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const shift = after.length - before.length
  return remarks.flatMap((remark) => {
    const { start, end } = remark
    if (start === undefined || end === undefined || end <= same) return [remark]
    if (start >= before.length - tail) return [{ ...remark, start: start + shift, end: end + shift }]
    return []
  })
}
