import type { Contract } from '#shared/contracts/contract'

/** In the browser a contract is an address at first (`modules/contract-addresses.ts`). */
type Address<C> = C & { load?: () => Promise<C> }

/** A contract with its schemas. */
export async function wholeContract<C extends Contract>(contract: C): Promise<C> {
  const { load } = contract as Address<C>
  return load ? load() : contract
}
