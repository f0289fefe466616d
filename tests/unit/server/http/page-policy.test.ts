import { createHash } from 'node:crypto'
import { H3Event } from 'h3'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { allowedAncestors, allowFraming, allowStyleAttributes, hideCredentials } from '#server/http/page-policy'

function pageEvent(url = '/', policy: object = { 'frame-ancestors': ["'self'"] }) {
  const event = new H3Event({ url, method: 'GET', headers: {} } as IncomingMessage, {} as ServerResponse)
  event.context.security = { rules: { headers: { contentSecurityPolicy: policy } } } as typeof event.context.security
  return { event, policy: policy as Record<string, string[]> }
}

const hashOf = (value: string) => `'sha256-${createHash('sha256').update(value).digest('base64')}'`

describe('policy of one page', () => {
  it('names_who_may_frame_it', () => {
    const { event, policy } = pageEvent()
    allowFraming(event, ["'self'", 'https://desk.example.com'])
    expect(policy['frame-ancestors']).toEqual(["'self'", 'https://desk.example.com'])
    expect(allowedAncestors(event)).toEqual(["'self'", 'https://desk.example.com'])
  })

  it('is_our_own_pages_alone_where_nothing_was_decided', () => {
    const event = new H3Event({ url: '/', headers: {} } as IncomingMessage, {} as ServerResponse)
    expect(allowedAncestors(event)).toEqual(["'self'"])
  })

  it('lets_the_style_attributes_pass_that_the_page_has_as_the_browser_reads_them', () => {
    const { event, policy } = pageEvent()
    const html = `<p style="color:red">a</p><p style="color:red">b</p><i style="font:&quot;A &amp; B&quot;"></i> style=&quot;x&quot;`
    allowStyleAttributes(event, html)
    expect(policy['style-src-attr']).toEqual(["'unsafe-hashes'", hashOf('color:red'), hashOf('font:"A & B"')])
  })

  it('says_nothing_of_styles_where_there_are_none', () => {
    const { event, policy } = pageEvent()
    allowStyleAttributes(event, '<p>style="x</p>')
    expect(policy).not.toHaveProperty('style-src-attr')
  })
})

describe('address of a page', () => {
  it.each([
    ['/admin/acme?apiKey=a&status=failed', '/admin/acme?status=failed'],
    ['/admin/acme?embed=a', '/admin/acme'],
    ['/admin/acme?q=a&embed=b&apiKey=c&apiKey=d', '/admin/acme?q=a'],
    ['/admin/acme?q=my%20apiKey%3Da', '/admin/acme?q=my%20apiKey%3Da'],
    ['/admin/acme', '/admin/acme'],
  ])('%s is drawn as %s', (given, drawn) => {
    const { event } = pageEvent(given)
    hideCredentials(event)
    expect([event.path, event.node.req.url]).toEqual([drawn, drawn])
  })
})
