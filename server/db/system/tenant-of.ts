import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../client'
import { phoneNumbers } from '../schema/phone-numbers'
import { settings } from '../schema/settings'
import { tenants } from '../schema/tenants'
import { twilioCredentials } from '../schema/twilio-credentials'
import { voiceXml } from '../schema/voice-xml'
import { mark } from './mark'

/** Whose something is that names no tenant, or names one that is still to be opened. */
export function tenantOfStatements(db: Database) {
  return {
    /** A tenant with its settings, for a webhook's path, a token's claim or a job. */
    async findTenant(id: string) {
      const rows = await db.reader
        .select({ tenant: tenants, settings })
        .from(tenants)
        .innerJoin(settings, eq(settings.tenantId, tenants.id))
        .where(and(eq(tenants.id, id), sql`1 ${mark('findTenant')}`))
      return rows[0]
    },

    /** Whose stored TwiML a public id names. */
    async findTenantOfXml(publicId: string): Promise<string | undefined> {
      const rows = await db.reader
        .select({ tenantId: voiceXml.tenantId })
        .from(voiceXml)
        .where(and(eq(voiceXml.publicId, publicId), sql`1 ${mark('findTenantOfXml')}`))
      return rows[0]?.tenantId
    },

    /** Who holds an account, for a callback at an address that tenants share; several where the platform lets them. */
    async findTenantsOfAccount(accountSid: string) {
      return db.reader
        .select({ tenantId: twilioCredentials.tenantId, twimlAppSid: twilioCredentials.twimlAppSid })
        .from(twilioCredentials)
        .where(and(eq(twilioCredentials.accountSid, accountSid), sql`1 ${mark('findTenantsOfAccount')}`))
    },

    /** Whose each of these numbers is; one that nobody has in use is not there. */
    async findTenantsOfNumbers(given: readonly string[]): Promise<Map<string, string>> {
      const { phoneNumber, tenantId, isActive } = phoneNumbers
      const rows = await db.reader
        .select({ phoneNumber, tenantId })
        .from(phoneNumbers)
        .where(and(inArray(phoneNumber, [...given]), eq(isActive, true), sql`1 ${mark('findTenantsOfNumbers')}`))
      return new Map(rows.map((row) => [row.phoneNumber, row.tenantId]))
    },
  }
}
