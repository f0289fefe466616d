import { PLATFORM_KEY, type World } from './world.ts'

/** Does something while a tenant is suspended. */
export async function whileSuspended(world: World, tenantId: string, act: () => Promise<unknown>): Promise<void> {
  const set = (what: 'suspend' | 'activate') =>
    world.api(`/api/platform/tenants/${tenantId}/${what}`, {
      ...{ key: null, headers: { authorization: `Bearer ${PLATFORM_KEY}` }, body: {} },
    })
  await set('suspend')
  try {
    await act()
  } finally {
    await set('activate')
  }
}
