import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { SECRECY_DIR } from '../paths.ts'
import { isSecret, secretsIn, type Planted } from './planted.ts'
import { searchFor } from './search.ts'

/** What one world left behind, for the guard that reads it after the whole run. */
export interface SecrecyReport {
  test: string
  /** How many were looked for. */
  secrets: number
  /** How much was searched: bytes of the database, lines of the log, answers to programs and to pages. */
  searched: { databaseBytes: number; logLines: number; answers: number; pageAnswers: number }
  /** Where one was found. */
  found: string[]
}

/** Who makes a tenant may choose its first key, and is told it once. */
const MAKES_A_KEY = 'POST /api/platform/tenants'

/** Only operations give secrets: the words of the pages stand under such names too. */
const GIVES_SECRETS = /^[A-Z]+ \/(api|v1)\//

interface Seen {
  operation: string
  text: string
  isPage: boolean
}

/**
 * Notes every secret that tests give to a server and get from it, and everything that it answers; searches both, its
 * database and its log in the end.
 */
export function watchSecrets(origin: string) {
  const planted = new Map<string, Planted>()
  const answers: Seen[] = []

  return {
    isOf: (url: string) => url.startsWith(origin),
    plant: (secrets: Iterable<Planted>) => {
      for (const each of secrets) if (!planted.has(each.secret)) planted.set(each.secret, each)
    },
    noteRequest(headers: Headers, body: unknown) {
      this.plant(secretsIn(parsed(body), null))
      const bearer = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1]
      for (const [name, secret] of [
        ['x-api-key', headers.get('x-api-key')],
        ['authorization', bearer],
      ] as const) {
        if (secret && isSecret(secret, name)) this.plant([{ secret, name, from: null }])
      }
    },
    noteAnswer(operation: string, text: string, isPage: boolean, cookies: string[] = []) {
      answers.push({ operation, text, isPage })
      if (GIVES_SECRETS.test(operation)) this.plant(secretsIn(parsed(text), operation))
      for (const cookie of cookies) {
        const secret = /^trunkline_session[^=]*=([^;]+)/.exec(cookie)?.[1]
        if (secret && isSecret(secret, 'cookie')) this.plant([{ secret, name: 'cookie', from: operation }])
      }
    },
    report(dataDir: string, log: readonly string[]): void {
      const files = databaseFiles(dataDir).map((path) => ({ path, text: readFileSync(path, 'latin1') }))
      const search = searchFor(planted.values())
      const places: Seen[] = [
        ...files.map(({ path, text }) => ({ operation: basename(path), text, isPage: false })),
        ...log.map((text) => ({ operation: `the log: ${text}`, text, isPage: false })),
        ...answers,
      ]
      const found = places.flatMap(({ operation, text }) =>
        [...search(text)]
          .filter(({ from, name }) => from !== operation && !(name === 'api_key' && operation === MAKES_A_KEY))
          .map(({ name, secret, from }) => `${name} ${secret} (${from ?? 'given'}) in ${operation}`),
      )
      write({
        test: expect.getState().testPath ?? '',
        secrets: planted.size,
        searched: {
          databaseBytes: files.reduce((sum, { text }) => sum + text.length, 0),
          logLines: log.length,
          answers: answers.filter(({ isPage }) => !isPage).length,
          pageAnswers: answers.filter(({ isPage }) => isPage).length,
        },
        found: [...new Set(found)],
      })
    },
  }
}

export type SecretsWatch = ReturnType<typeof watchSecrets>

function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The database with what SQLite keeps beside it. */
function databaseFiles(dataDir: string): string[] {
  const paths = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).map((path) => join(dataDir, path))
  return paths.filter((path) => /\.db(-wal|-shm|-journal)?$/.test(path) && statSync(path).isFile())
}

function write(report: SecrecyReport): void {
  mkdirSync(SECRECY_DIR, { recursive: true })
  writeFileSync(join(SECRECY_DIR, `${randomUUID()}.json`), JSON.stringify(report))
}
