import { getTableName } from 'drizzle-orm'
import type { Logger } from 'pino'
import { runWithLogContext } from '../../context/log-context'
import { safeCause } from '../../context/safe-cause'
import type { CommitNews } from '../../db/commit-news'
import { auditLog } from '../../db/schema/audit-log'
import { communicationEvents } from '../../db/schema/communication-events'
import { errorLog } from '../../db/schema/error-log'
import type { TenantDb } from '../../db/tenant-db'
import { AppError } from '../../errors'
import type { Position } from './position'
import { latestPosition, readNews, type NewsItem } from './read-news'

/** Connections of one tenant: some for each of a hundred operators. */
const MAX_LISTENERS = 200
/** News is gathered this long, so that a busy tenant's logs are read ten times a second and not with each commit. */
const GATHER_MS = 100
/** How often the logs are looked at without news: another process may have written. */
const LOOK_MS = 15_000
/** Rows read at a time. Whoever missed more is told to begin anew. */
const MAX_ROWS = 500

const WATCHED = [communicationEvents, errorLog, auditLog].map((table) => getTableName(table))

/** Somebody who is told what happens. None of these may wait. */
export interface Listener {
  /** Told from here on: `resumed` where nothing was missed since the position that was given. */
  began(position: Position, resumed: boolean): void
  told(items: readonly NewsItem[]): void
  /** The server stops. */
  ended(): void
}

export interface LiveFeeds {
  /**
   * Tells a listener what happens to a tenant.
   *
   * @param after where it was told last; null: from now on
   * @returns how to stop telling
   * @throws AppError RATE_LIMITED beyond MAX_LISTENERS of one tenant
   */
  join(db: TenantDb, after: Position | null, listener: Listener): Promise<() => void>
  /** Ends every listener, and takes no more. */
  stop(): void
}

interface Member {
  listener: Listener
  /** null until it is told what it missed; what happens meanwhile waits. */
  told: Position | null
  waiting: NewsItem[]
}

interface Feed {
  db: TenantDb
  members: Set<Member>
  /** How far the logs were read; null until it is known where they end. */
  read: Position | null
  reading: boolean
  timer?: NodeJS.Timeout
  looking?: NodeJS.Timeout
}

/**
 * One feed for each tenant that somebody watches. Listeners are not fed by whoever writes but from the logs themselves: a
 * commit only says that there is something to read, and one reading serves all. So nothing is lost that was committed,
 * the order is the logs' own, and whoever comes back goes on from a row's number, also after a restart.
 */
export function createLiveFeeds(news: CommitNews, logger: Logger): LiveFeeds {
  const feeds = new Map<string, Feed>()
  let stopped = false

  function wake(feed: Feed): void {
    if (stopped) return
    feed.timer ??= setTimeout(() => {
      feed.timer = undefined
      const { tenantId } = feed.db
      void runWithLogContext({ requestId: `live/${tenantId}`, tenantId, actor: 'live' }, () => readOn(feed))
    }, GATHER_MS)
  }

  async function readOn(feed: Feed): Promise<void> {
    if (!feed.read || feed.members.size === 0) return
    if (feed.reading) return wake(feed) // what runs may have read before the commit that this is for
    feed.reading = true
    try {
      const { items, position, more } = await readNews(feed.db, feed.read, MAX_ROWS)
      feed.read = position
      for (const member of feed.members) tell(member, items)
      if (more) wake(feed)
    } catch (error) {
      if (!stopped) logger.error({ err: safeCause(error) }, 'live_news_not_read') // the next look reads on from there
    } finally {
      feed.reading = false
    }
  }

  function feedOf(db: TenantDb): Feed {
    let feed = feeds.get(db.tenantId)
    if (!feed) {
      const made: Feed = { db, members: new Set(), read: null, reading: false }
      made.looking = setInterval(() => wake(made), LOOK_MS)
      feeds.set(db.tenantId, (feed = made))
    }
    return feed
  }

  function leave(feed: Feed, member: Member): void {
    feed.members.delete(member)
    if (feed.members.size > 0 || feeds.get(feed.db.tenantId) !== feed) return
    clearTimeout(feed.timer)
    clearInterval(feed.looking)
    feeds.delete(feed.db.tenantId)
  }

  news.listen((tenantId, tables) => {
    const feed = feeds.get(tenantId)
    if (feed && WATCHED.some((table) => tables.has(table))) wake(feed)
  })

  return {
    async join(db, after, listener) {
      const feed = feedOf(db)
      if (feed.members.size >= MAX_LISTENERS) throw tooMany()
      const member: Member = { listener, told: null, waiting: [] }
      feed.members.add(member)
      try {
        const latest = await latestPosition(db)
        feed.read ??= latest
        await begin(member, db, after, latest)
        wake(feed) // for what was committed since
      } catch (error) {
        leave(feed, member)
        throw error
      }
      if (stopped) listener.ended()
      return () => leave(feed, member)
    },
    stop() {
      stopped = true
      for (const feed of feeds.values()) {
        clearTimeout(feed.timer)
        clearInterval(feed.looking)
        for (const { listener } of feed.members) listener.ended()
      }
      feeds.clear()
    },
  }
}

/** Tells what was missed, or that it is too much; then what happened meanwhile. */
async function begin(member: Member, db: TenantDb, after: Position | null, latest: Position): Promise<void> {
  const missed = after && isWithin(after, latest) ? await readNews(db, after, MAX_ROWS) : null
  const resumes = missed !== null && !missed.more
  member.told = resumes ? after! : latest
  member.listener.began(member.told, resumes || after === null)
  if (resumes) tell(member, missed.items)
  tell(member, member.waiting)
  member.waiting = []
}

/** Each thing once, though the feed and what was missed may both hold it. */
function tell(member: Member, items: readonly NewsItem[]): void {
  const { told } = member
  if (!told) return void member.waiting.push(...items)
  const unknown = items.filter(({ kind, rowId }) => rowId > told[kind])
  if (unknown.length === 0) return
  member.told = { ...told, ...Object.fromEntries(unknown.map(({ kind, rowId }) => [kind, rowId])) }
  member.listener.told(unknown)
}

/** A number beyond the end is of another database: nothing is known of what was missed. */
const isWithin = (after: Position, latest: Position) =>
  after.communication <= latest.communication && after.failure <= latest.failure && after.audit <= latest.audit

const tooMany = () =>
  new AppError(
    'RATE_LIMITED',
    `More than ${MAX_LISTENERS} live connections are open`,
    { limit: MAX_LISTENERS },
    { retryAfterSeconds: 30 },
  )
