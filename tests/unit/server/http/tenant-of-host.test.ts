import { describe, expect, it } from 'vitest'
import { tenantOfHost } from '#server/http/tenant-of-host'

describe('tenantOfHost', () => {
  it.each([
    ['acme-corp.example.com', 'acme-corp'],
    ['Acme-Corp.Example.com:8443', 'acme-corp'],
    ['example.com', undefined],
    ['a.b.example.com', undefined],
    ['acme.badexample.com', undefined],
    ['.example.com', undefined],
    ['acme.example.com.evil.test', undefined],
    [undefined, undefined],
  ])('of %s', (host, tenant) => expect(tenantOfHost(host, 'example.com')).toBe(tenant))

  it('is_nobodys_without_a_base_domain', () => expect(tenantOfHost('acme.example.com', null)).toBeUndefined())
})
