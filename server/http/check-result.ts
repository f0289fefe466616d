import { z } from 'zod'
import type { Contract, ListOf } from '#shared/contracts/contract'

const listSchemas = new WeakMap<Contract, z.ZodType>()

/**
 * Checks what an operation gave against its contract. Fields that the contract does not name do not leave: a column
 * added to a table cannot appear in an answer by accident.
 *
 * @throws ZodError when the handler broke its contract, which the caller sees as SERVER_ERROR
 */
export function checkResult(contract: Contract, result: unknown): unknown {
  if (!contract.collection) return contract.data.parse(result)
  const list = result as ListOf<unknown>
  return { ...list, items: schemaOfItems(contract).parse(list.items) }
}

function schemaOfItems(contract: Contract): z.ZodType {
  let schema = listSchemas.get(contract)
  if (!schema) listSchemas.set(contract, (schema = z.array(contract.data)))
  return schema
}
