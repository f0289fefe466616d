import { randomUUID } from 'node:crypto'
import type { Request } from './api.ts'
import { ADMIN_SUBJECT, asSubject } from './jwt.ts'
import type { World } from './world.ts'

let made = 0

/** Acme's people over the API, as its key unless told otherwise. */
export function peopleOf(world: () => World) {
  /** A person whom a token of an outside identity provider can speak for. */
  const create = (more: object = {}, request: Request = {}) => {
    const names = { username: `user${(made += 1)}`, display_name: 'Some Body', external_subject: randomUUID() }
    return world().api('/api/users', { body: { ...names, password: 'long enough', ...more }, ...request })
  }
  return {
    create,
    newUser: async (more: object = {}) => (await create(more)).body.data,
    get: async (id: number) => (await world().api(`/api/users/${id}`)).body.data,
    put: (id: number, body: object, request: Request = {}) =>
      world().api(`/api/users/${id}`, { method: 'PUT', body, ...request }),
    remove: (id: number, request: Request = {}) => world().api(`/api/users/${id}`, { method: 'DELETE', ...request }),
    /** The demo's administrator, as a caller and as a row. */
    admin: asSubject(ADMIN_SUBJECT),
    adminId: async () => (await world().api('/api/users?q=admin')).body.data[0].id as number,
  }
}
