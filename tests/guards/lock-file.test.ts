import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Entry {
  optionalDependencies?: Record<string, string>
}

const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** npm leaves out what it could not find while it wrote the lock, and `npm ci` then refuses the lock on every machine. */
it('every_optional_dependency_of_the_lock_has_an_entry', () => {
  const known = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')))
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).flatMap((name) => (known.has(name) ? [] : [`${name} of ${path}`])),
  )
  expect(missing).toEqual([])
})

it('lock_names_no_download_address', () => {
  expect(readFileSync('package-lock.json', 'utf8')).not.toMatch(/"resolved": "http/)
})
