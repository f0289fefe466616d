import { z } from 'zod'
import { defineContract } from './contract.ts'

/** In bytes. It is shown no larger than a thumb's nail. */
export const MAX_LOGO_BYTES = 512 * 1024

const Logo = z.object({ logo_url: z.string().nullable() })

export const setLogo = defineContract({
  id: 'tenant.logo.set',
  method: 'POST',
  path: '/api/tenant/logo',
  summary: 'Sets the picture beside the name, as multipart/form-data in the part `file`: PNG, JPEG or WebP, 512 KB',
  access: { tenant: 'settings:write' },
  receives: 'form',
  body: z.strictObject({}),
  data: Logo,
  message: 'Logo saved',
})

export const removeLogo = defineContract({
  id: 'tenant.logo.remove',
  method: 'DELETE',
  path: '/api/tenant/logo',
  summary: 'Takes the picture away',
  access: { tenant: 'settings:write' },
  data: Logo,
  message: 'Logo removed',
})
